using System.Buffers.Binary;
using System.Globalization;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Limits;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;

namespace Drover.Engine.Spawning;

/// <summary>The engine's side of <see cref="ExecHelper"/>: what the helper is told, and what it answers.</summary>
internal static unsafe class ExecProtocol
{
    /// <summary>Step and error number, as 32 bits each; a limit's resource in the upper half of the step.</summary>
    public const int ReportSize = 8;

    private const int StopLookMilliseconds = 20;

    /// <summary>The helper's command line for <paramref name="spec"/>: what needs privileges or descriptors first, then the user, last what a new user clears.</summary>
    public static ByteString[] Build(ProcessSpec spec, DescriptorPlan plan, int statusDescriptor, ByteString path, ReadOnlySpan<ByteString> arguments)
    {
        var command = new List<ByteString>(8 + arguments.Length) { ExecHelper.Name, "exec", Text($"status={statusDescriptor}") };
        foreach (ByteString file in spec.ControlGroupFiles) command.Add(Prefixed("cgroup="u8, file));
        if (spec.OomScoreAdjustment is { } score) command.Add(Text($"oom={score}"));
        foreach ((ResourceLimit resource, (ulong soft, ulong hard)) in spec.Limits.Values) command.Add(Text($"limit={(int)resource}:{soft}:{hard}"));
        if (spec.Nice is { } nice) command.Add(Text($"nice={nice}"));
        if (spec.Umask is { } umask) command.Add(Text($"umask={umask}"));
        if (spec.IgnoredSignals.Mask != 0) command.Add(Text($"ignore={spec.IgnoredSignals.Mask}"));
        if (spec.BlockedSignals.Mask != 0) command.Add(Text($"mask={spec.BlockedSignals.Mask}"));
        if (spec.Credentials is { } user) command.Add(Text($"user={user.UserId}:{user.GroupId}:{string.Join(',', user.SupplementaryGroups)}"));
        if (spec.HiddenMount is { } mount) command.Add(new ByteString([.. "hide="u8, .. mount.Span]));
        if (spec.NoNewPrivileges) command.Add("no-new-privs=1");
        if (spec.ParentDeathSignal is { } signal) command.Add(Text($"parent-death={signal.Number}:{Libc.getpid()}"));
        foreach ((Redirection.ToFile file, int[] targets) in plan.LateFiles())
            command.Add(Prefixed(Text($"open={(int)file.Mode}:{file.Permissions}:{string.Join(',', targets)}:").Span, file.Path));
        command.Add("--");
        command.Add(path);
        command.AddRange(arguments);
        return [.. command];
    }

    /// <summary>Waits for the helper's exec; true with what failed when there was none.</summary>
    /// <remarks>
    /// Nothing at all on the pipe: the exec closed it, or a signal ended the helper before; then the wait status tells. A helper that is
    /// stopped between unblocking and exec (Ctrl-Z) counts as started, for it may stay so as long as it likes.
    /// </remarks>
    public static bool ReadFailure(int pid, Descriptor status, out SpawnFailure failure)
    {
        failure = default;
        while (!Libc.WaitReadable(status.Number, StopLookMilliseconds))
        {
            Libc.ChildSignal info = default;
            if (Libc.waitid(Libc.P_PID, pid, &info, Libc.WSTOPPED | Libc.WNOHANG | Libc.WNOWAIT, null) == 0 && info.Pid != 0) return false;
        }
        // One write of this size into an empty pipe is never split (pipe(7)).
        Span<byte> report = stackalloc byte[ReportSize];
        if (status.Read(report) != ReportSize) return false;
        int step = BinaryPrimitives.ReadInt32LittleEndian(report);
        failure = new SpawnFailure((SpawnStep)(step & 0xFFFF), BinaryPrimitives.ReadInt32LittleEndian(report[4..]), step >> 16);
        return true;
    }

    private static ByteString Text(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture));

    private static ByteString Prefixed(ReadOnlySpan<byte> prefix, ByteString value)
    {
        byte[] bytes = new byte[prefix.Length + value.Length];
        prefix.CopyTo(bytes);
        value.Span.CopyTo(bytes.AsSpan(prefix.Length));
        return new ByteString(bytes);
    }
}
