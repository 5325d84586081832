// Constraints
//   posix_spawn(3) can't set limits, credentials, umask, nice, ignored dispositions, the parent-death signal or join a control group;
//   doing it to a running child would race with its program.
// Scheme
//   The child first becomes `drover-shim exec OPTION… -- PATH ARGV0 ARG…`, sets it all on itself in the order given and calls execve(2).
//   A pipe that the exec closes tells how it went: 8 bytes (step, error number) or the end of file.
//   A signal that comes meanwhile is blocked, and does what it does by default when everything is in place.
//   FIFOs are opened last, with the signals back in place and the pipe closed: that may take for ever. What fails after that is said on
//   standard error, as a shell's child does.
//   This runtime needs far more memory than a program may be allowed: limits of memory are raised in their turn, for which privileges
//   may be needed, and lowered at the very end, for which none are.

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Limits;
using Drover.Engine.Processes;

namespace Drover.Engine.Spawning;

/// <summary>Sets up a child that posix_spawn(3) alone can't: where the helper is, and what <c>drover-shim exec</c> does.</summary>
public static unsafe class ExecHelper
{
    internal const string Name = "drover-shim";

    // How many bytes of a struct sigaction are given to the kernel's side; glibc's has 152.
    private const int SigactionSize = 160;
    private const nint SIG_IGN = 1;

    private static StrongBox<ByteString>? s_located;

    // Only ever used in the helper's own process, which has one thread of ours.
    private static ulong s_ignored;
    private static ulong s_lateLimits;
    private static readonly (ulong Soft, ulong Hard)[] s_late = new (ulong, ulong)[16];

    /// <summary>
    /// Finds <c>drover-shim</c>: DROVER_SHIM, beside this program's file, in the NuGet package's place, on PATH; null when it is nowhere.
    /// </summary>
    public static ByteString? Locate()
    {
        if (s_located is { } located) return located.Value;
        ByteString? found = null;
        foreach (string? candidate in Candidates())
        {
            if (candidate is null or "" || ExecutableResolver.Check(candidate, null) != 0) continue;
            found = Path.GetFullPath(candidate);
            break;
        }
        found ??= ExecutableResolver.Resolve(Name, ProcessEnvironment.Inherited, null, out _);
        if (found is { } path) s_located = new StrongBox<ByteString>(path);
        return found;
    }

    /// <summary>Does what <c>drover-shim exec</c> was asked to do and becomes the program.</summary>
    /// <param name="arguments">The arguments behind "exec".</param>
    /// <returns>Only when it failed: the exit status.</returns>
    public static int Run(ReadOnlySpan<ByteString> arguments)
    {
        int statusDescriptor = -1;
        ulong mask = 0;
        int late = 0;
        int i = 0;
        for (; i < arguments.Length && !arguments[i].Span.SequenceEqual("--"u8); i++)
        {
            ReadOnlySpan<byte> option = arguments[i].Span;
            ReadOnlySpan<byte> value = option[(option.IndexOf((byte)'=') + 1)..];
            SpawnFailure failure = default;
            if (option.StartsWith("status="u8))
            {
                statusDescriptor = (int)Number(value);
                _ = Libc.fcntl(statusDescriptor, Libc.F_SETFD, Libc.FD_CLOEXEC);
            }
            else if (option.StartsWith("mask="u8)) mask = Number(value);
            else if (option.StartsWith("ignore="u8)) s_ignored = Number(value);
            else if (option.StartsWith("open="u8)) late++;
            else failure = Apply(option, value);
            if (failure.Errno != 0) return Fail(statusDescriptor, failure);
        }
        if (arguments.Length - i < 3) return Fail(statusDescriptor, new SpawnFailure(SpawnStep.Execute, Errno.EINVAL));
        byte[] file = arguments[i + 1].NullTerminated();
        var argv = new NativeStrings(arguments[(i + 2)..]);
        byte** environment = ProcessEnvironment.Inherited.Table();
        ResetSignals(mask);
        if (late > 0)
        {
            _ = Libc.close(statusDescriptor);
            statusDescriptor = -1;
            if (!OpenLateFiles(arguments[..i])) return 1;
        }
        SpawnFailure last = LowerLateLimits();
        if (last.Errno == 0)
        {
            fixed (byte* p = file) _ = Libc.execve(p, argv.Table, environment);
            last = new SpawnFailure(SpawnStep.Execute, Errno.Last);
        }
        if (statusDescriptor >= 0) return Fail(statusDescriptor, last);
        Complain(arguments[i + 1], last.Errno);
        return new SpawnException("", last.Errno, last.Step).ExitStatus;
    }

    private static IEnumerable<string?> Candidates()
    {
        yield return Environment.GetEnvironmentVariable("DROVER_SHIM");
        if (Path.GetDirectoryName(File.ResolveLinkTarget("/proc/self/exe", returnFinalTarget: true)?.FullName) is { } directory)
            yield return Path.Combine(directory, Name);
        yield return Path.Combine(AppContext.BaseDirectory, Name);
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", Name);
    }

    private static SpawnFailure Apply(ReadOnlySpan<byte> option, ReadOnlySpan<byte> value)
    {
        if (option.StartsWith("cgroup="u8)) return Check(SpawnStep.ControlGroup, WriteFile(new ByteString(value), "0"u8));
        if (option.StartsWith("oom="u8)) return Check(SpawnStep.OomScore, WriteFile("/proc/self/oom_score_adj", value));
        if (option.StartsWith("limit="u8)) return SetLimit(value);
        if (option.StartsWith("nice="u8)) return Result(SpawnStep.Nice, Libc.setpriority(0, 0, Utf8Parser.TryParse(value, out int nice, out _) ? nice : 0));
        if (option.StartsWith("umask="u8))
        {
            _ = Libc.umask((uint)Number(value));
            return default;
        }
        if (option.StartsWith("user="u8)) return BecomeUser(Encoding.ASCII.GetString(value));
        if (option.StartsWith("no-new-privs="u8)) return Result(SpawnStep.NoNewPrivileges, Libc.prctl(Libc.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
        if (option.StartsWith("hide="u8)) return Hide(new ByteString(value));
        if (option.StartsWith("parent-death="u8)) return FollowParent(Encoding.ASCII.GetString(value));
        return new SpawnFailure(SpawnStep.Execute, Errno.EINVAL);
    }

    private static SpawnFailure Hide(ByteString mount)
    {
        if (Libc.unshare(Libc.CLONE_NEWNS) != 0) return new SpawnFailure(SpawnStep.Mount, Errno.Last);
        // Before anything is changed: what happens here must not travel back.
        fixed (byte* root = "/\0"u8, path = mount.NullTerminated())
        {
            if (Libc.mount(null, root, null, Libc.MS_PRIVATE | Libc.MS_REC, null) != 0 || Libc.umount2(path, Libc.MNT_DETACH) != 0) return new SpawnFailure(SpawnStep.Mount, Errno.Last);
            // One may be mounted over another.
            while (Libc.umount2(path, Libc.MNT_DETACH) == 0)
            {
            }
            return default;
        }
    }

    private static SpawnFailure SetLimit(ReadOnlySpan<byte> value)
    {
        string[] parts = Encoding.ASCII.GetString(value).Split(':');
        int resource = int.Parse(parts[0]);
        ulong soft = ulong.Parse(parts[1]), hard = ulong.Parse(parts[2]);
        ulong* limits = stackalloc ulong[2] { soft, hard };
        if ((ResourceLimit)resource is ResourceLimit.AddressSpace or ResourceLimit.Data or ResourceLimit.Stack)
        {
            s_lateLimits |= 1UL << resource;
            s_late[resource] = (soft, hard);
            if (Libc.getrlimit(resource, limits) != 0) return new SpawnFailure(SpawnStep.Limit, Errno.Last, resource);
            limits[1] = Math.Max(limits[1], hard);
        }
        return Libc.setrlimit(resource, limits) == 0 ? default : new SpawnFailure(SpawnStep.Limit, Errno.Last, resource);
    }

    private static SpawnFailure LowerLateLimits()
    {
        ulong* limits = stackalloc ulong[2];
        for (int resource = 0; resource < s_late.Length; resource++)
        {
            if ((s_lateLimits & (1UL << resource)) == 0) continue;
            (limits[0], limits[1]) = s_late[resource];
            if (Libc.setrlimit(resource, limits) != 0) return new SpawnFailure(SpawnStep.Limit, Errno.Last, resource);
        }
        return default;
    }

    private static bool OpenLateFiles(ReadOnlySpan<ByteString> options)
    {
        foreach (ByteString option in options)
        {
            if (!option.Span.StartsWith("open="u8)) continue;
            // MODE:PERMISSIONS:TARGET,…:PATH
            ReadOnlySpan<byte> mode = Field(option.Span["open="u8.Length..], out ReadOnlySpan<byte> rest);
            ReadOnlySpan<byte> permissions = Field(rest, out rest);
            ReadOnlySpan<byte> targets = Field(rest, out rest);
            var path = new ByteString(rest);
            Descriptor? opened = Descriptor.TryOpen(path, (OpenMode)Number(mode), out int errno, (int)Number(permissions));
            if (opened is null)
            {
                Complain(path, errno);
                return false;
            }
            while (!targets.IsEmpty)
            {
                int comma = targets.IndexOf((byte)',');
                int target = (int)Number(comma < 0 ? targets : targets[..comma]);
                targets = comma < 0 ? default : targets[(comma + 1)..];
                // Close-on-exec for the number it was opened at, unless that is the target itself.
                if (target == opened.Number) _ = Libc.fcntl(target, Libc.F_SETFD, 0);
                else _ = Libc.dup2(opened.Number, target);
            }
        }
        return true;
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest)
    {
        int colon = text.IndexOf((byte)':');
        rest = text[(colon + 1)..];
        return text[..colon];
    }

    private static void Complain(ByteString path, int errno)
    {
        byte[] line = Encoding.UTF8.GetBytes($": {Errno.Describe(errno)}\n");
        byte[] message = [.. path.Span, .. line];
        fixed (byte* p = message) _ = Libc.write(2, p, (nuint)message.Length);
    }

    private static SpawnFailure BecomeUser(string value)
    {
        string[] parts = value.Split(':');
        uint user = uint.Parse(parts[0]), group = uint.Parse(parts[1]);
        uint[] groups = parts[2].Length == 0 ? [] : Array.ConvertAll(parts[2].Split(','), uint.Parse);
        fixed (uint* p = groups)
        {
            int errno = Libc.setgroups((nuint)groups.Length, p) == 0 ? 0 : Errno.Last;
            // Without privileges one may still stay who one is.
            if (errno != 0 && !(errno == Errno.EPERM && HasGroups(groups))) return new SpawnFailure(SpawnStep.Group, errno);
        }
        if (Libc.setresgid(group, group, group) != 0) return new SpawnFailure(SpawnStep.Group, Errno.Last);
        return Result(SpawnStep.User, Libc.setresuid(user, user, user));
    }

    private static bool HasGroups(uint[] wanted)
    {
        uint[] own = new uint[Math.Max(1, Libc.getgroups(0, null))];
        int count;
        fixed (uint* p = own) count = Libc.getgroups(own.Length, p);
        // getgroups(2): whether the effective group is among them is left open, and it makes no difference.
        uint effective = Libc.getegid();
        foreach (uint group in wanted)
            if (group != effective && !own.AsSpan(0, count).Contains(group)) return false;
        foreach (uint group in own.AsSpan(0, count))
            if (group != effective && !wanted.AsSpan().Contains(group)) return false;
        return true;
    }

    private static SpawnFailure FollowParent(string value)
    {
        string[] parts = value.Split(':');
        if (Libc.prctl(Libc.PR_SET_PDEATHSIG, nuint.Parse(parts[0]), 0, 0, 0) != 0) return new SpawnFailure(SpawnStep.ParentDeath, Errno.Last);
        // The parent may have died before the call: then nobody would ever send the signal.
        return Libc.getppid() == int.Parse(parts[1]) ? default : new SpawnFailure(SpawnStep.ParentDeath, Errno.ESRCH);
    }

    // The runtime catches several signals and ignores SIGPIPE, which an exec would keep ignored.
    private static void ResetSignals(ulong mask)
    {
        byte* action = stackalloc byte[SigactionSize];
        for (int signal = 1; signal <= 64; signal++)
        {
            // KILL and STOP have no disposition; 32 and 33 are glibc's own.
            if (signal is 9 or 19 or 32 or 33) continue;
            new Span<byte>(action, SigactionSize).Clear();
            if ((s_ignored & (1UL << (signal - 1))) != 0) *(nint*)action = SIG_IGN;
            _ = Libc.sigaction(signal, action, null);
        }
        ulong* set = stackalloc ulong[Libc.SignalSetWords];
        new Span<ulong>(set, Libc.SignalSetWords).Clear();
        set[0] = mask;
        _ = Libc.pthread_sigmask(Libc.SIG_SETMASK, set, null);
    }

    private static int Fail(int statusDescriptor, SpawnFailure failure)
    {
        byte* report = stackalloc byte[ExecProtocol.ReportSize];
        BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(report, 4), (int)failure.Step | (failure.Detail << 16));
        BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(report + 4, 4), failure.Errno);
        _ = statusDescriptor >= 0 ? Libc.write(statusDescriptor, report, ExecProtocol.ReportSize) : 0;
        return 125;
    }

    private static int WriteFile(ByteString path, ReadOnlySpan<byte> content)
    {
        using Descriptor? file = Descriptor.TryOpen(path, OpenMode.WriteExisting, out int errno);
        if (file is not null) _ = file.TryWrite(content, out errno);
        return errno;
    }

    private static SpawnFailure Check(SpawnStep step, int errno) => errno == 0 ? default : new SpawnFailure(step, errno);

    private static SpawnFailure Result(SpawnStep step, int result) => result == 0 ? default : new SpawnFailure(step, Errno.Last);

    private static ulong Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out ulong number, out _) ? number : 0;
}
