using System.Globalization;
using System.Runtime.InteropServices;
using Drover.Engine.Interop;

namespace Drover.Engine.Processes;

/// <summary>Finds users and groups by name or number, as the system's database knows them (getpwnam(3), nsswitch.conf(5)).</summary>
/// <remarks>May ask a server over the network and so take time.</remarks>
public static unsafe class UserDatabase
{
    private const int FirstBufferSize = 1024;
    private const int LastBufferSize = 16 * 1024 * 1024;

    /// <summary>The credentials that <c>USER</c>, <c>USER:GROUP</c>, <c>UID</c>, <c>UID:GID</c> or <c>:GROUP</c> stand for.</summary>
    /// <param name="text">Names are looked up first, then read as numbers, as chown(1) does.</param>
    /// <param name="credentials">
    /// The user; the group named, else the user's own; the supplementary groups that the user is a member of. <c>:GROUP</c> keeps our user and
    /// supplementary groups. A number that the database does not know needs its group too, and has no other groups.
    /// </param>
    /// <param name="error">When it returns false: what is wrong, in one line.</param>
    public static bool TryResolve(string text, out Credentials? credentials, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        credentials = null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string userText = colon < 0 ? text : text[..colon];
        string? groupText = colon < 0 ? null : text[(colon + 1)..];
        if ((userText.Length == 0 && groupText is null) || groupText is { Length: 0 } || text.Contains('\0', StringComparison.Ordinal))
        {
            error = $"'{text}' is not USER, USER:GROUP, UID:GID or :GROUP";
            return false;
        }

        uint? groupNumber = null;
        if (groupText is not null && !TryFindGroup(groupText, out groupNumber, out error)) return false;
        if (userText.Length == 0)
        {
            credentials = new Credentials(Libc.geteuid(), groupNumber!.Value, [.. OwnGroups()]);
            error = null;
            return true;
        }

        if (!TryFindUser(userText, out User user, out error)) return false;
        if (user.Name is null && groupNumber is null)
        {
            error = $"user {userText} is not in the user database: give its group too, as {userText}:GROUP";
            return false;
        }
        uint primary = groupNumber ?? user.Group;
        credentials = new Credentials(user.Number, primary, user.Name is null ? [primary] : [.. GroupsOf(user.Name, primary)]);
        return true;
    }

    /// <summary>The home directory of a user by name; null when there is no such user.</summary>
    public static ByteString? HomeOf(ByteString name)
    {
        Libc.PasswordEntry entry;
        Libc.PasswordEntry* found = null;
        for (int size = FirstBufferSize; ; size *= 4)
        {
            byte* buffer = (byte*)NativeMemory.Alloc((nuint)size);
            try
            {
                int errno;
                fixed (byte* p = name.NullTerminated()) errno = Libc.getpwnam_r(p, &entry, buffer, (nuint)size, &found);
                if (found is not null) return new ByteString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry.Home));
                if (!ShouldGrow(ref errno, size)) return null;
            }
            finally
            {
                NativeMemory.Free(buffer);
            }
        }
    }

    private static bool TryFindUser(string text, out User user, out string? error)
    {
        fixed (byte* name = new ByteString(text).NullTerminated())
        {
            if (!TryLookUp(name, 0, out user, out int errno) && errno == 0 && TryNumber(text, out uint number))
            {
                if (!TryLookUp(null, number, out user, out errno)) user = new User(number, 0, null);
            }
            else if (user.Name is null)
            {
                error = errno == 0 ? $"there is no user '{text}'" : $"user '{text}' could not be looked up: {Errno.Describe(errno)}";
                return false;
            }
        }
        error = null;
        return true;
    }

    private static bool TryLookUp(byte* name, uint number, out User user, out int errno)
    {
        user = default;
        Libc.PasswordEntry entry;
        Libc.PasswordEntry* found = null;
        for (int size = FirstBufferSize; ; size *= 4)
        {
            byte* buffer = (byte*)NativeMemory.Alloc((nuint)size);
            errno = name is not null
                ? Libc.getpwnam_r(name, &entry, buffer, (nuint)size, &found)
                : Libc.getpwuid_r(number, &entry, buffer, (nuint)size, &found);
            if (found is not null) user = new User(entry.User, entry.Group, new ByteString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry.Name)).NullTerminated());
            NativeMemory.Free(buffer);
            if (ShouldGrow(ref errno, size)) continue;
            return found is not null;
        }
    }

    private static bool TryFindGroup(string text, out uint? number, out string? error)
    {
        Libc.GroupEntry entry;
        Libc.GroupEntry* found = null;
        int errno;
        fixed (byte* name = new ByteString(text).NullTerminated())
        {
            int size = FirstBufferSize;
            do
            {
                byte* buffer = (byte*)NativeMemory.Alloc((nuint)size);
                errno = Libc.getgrnam_r(name, &entry, buffer, (nuint)size, &found);
                NativeMemory.Free(buffer);
                size *= 4;
            }
            while (ShouldGrow(ref errno, size / 4));
        }
        number = found is not null ? entry.Group : errno == 0 && TryNumber(text, out uint given) ? given : null;
        error = number is not null ? null
            : errno == 0 ? $"there is no group '{text}'" : $"group '{text}' could not be looked up: {Errno.Describe(errno)}";
        return number is not null;
    }

    // getpwnam(3): an entry that is not there may also come as ENOENT, ESRCH, EBADF or EPERM.
    private static bool ShouldGrow(ref int errno, int size)
    {
        if (errno is Errno.ENOENT or Errno.ESRCH or Errno.EBADF or Errno.EPERM) errno = 0;
        return errno == Errno.EINTR || (errno == Errno.ERANGE && size < LastBufferSize);
    }

    private static uint[] GroupsOf(byte[] user, uint primary)
    {
        int count = 64;
        while (true)
        {
            uint[] groups = new uint[count];
            fixed (byte* name = user)
            fixed (uint* p = groups)
            {
                int length = count;
                if (Libc.getgrouplist(name, primary, p, &length) >= 0) return groups[..length];
                count = Math.Max(length, count * 2);
            }
        }
    }

    private static uint[] OwnGroups()
    {
        uint[] groups = new uint[Math.Max(1, Libc.getgroups(0, null))];
        fixed (uint* p = groups) return groups[..Math.Max(0, Libc.getgroups(groups.Length, p))];
    }

    // 4294967295 is (uid_t)-1, which stands for "leave it" in setresuid(2).
    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number != uint.MaxValue;

    /// <summary>A user; without an entry in the database it has no name, and its group is not known.</summary>
    private readonly record struct User(uint Number, uint Group, byte[]? Name);
}
