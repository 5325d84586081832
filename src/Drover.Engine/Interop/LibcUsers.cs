using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>The user database (getpwnam(3), getgrnam(3), getgrouplist(3)) and our own groups.</summary>
internal static unsafe partial class Libc
{
    // The *_r functions return the error number themselves; an entry that is not there is 0 with a null result, or one of several numbers.

    [LibraryImport("libc")]
    public static partial int getpwnam_r(byte* name, PasswordEntry* entry, byte* buffer, nuint size, PasswordEntry** result);

    [LibraryImport("libc")]
    public static partial int getpwuid_r(uint user, PasswordEntry* entry, byte* buffer, nuint size, PasswordEntry** result);

    [LibraryImport("libc")]
    public static partial int getgrnam_r(byte* name, GroupEntry* entry, byte* buffer, nuint size, GroupEntry** result);

    /// <summary>Returns -1 when the array is too small; then <paramref name="count"/> says how many there are.</summary>
    [LibraryImport("libc")]
    public static partial int getgrouplist(byte* user, uint group, uint* groups, int* count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getgroups(int size, uint* groups);

    [LibraryImport("libc")]
    public static partial uint getegid();

    /// <summary>struct passwd of glibc on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 48)]
    public struct PasswordEntry
    {
        [FieldOffset(0)]
        public byte* Name;

        [FieldOffset(16)]
        public uint User;

        [FieldOffset(20)]
        public uint Group;

        [FieldOffset(32)]
        public byte* Home;
    }

    /// <summary>struct group of glibc on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    public struct GroupEntry
    {
        [FieldOffset(16)]
        public uint Group;
    }
}
