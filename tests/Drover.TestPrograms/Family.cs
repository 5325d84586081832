using System.Globalization;
using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms;

/// <summary>Spawns this executable again and learns the pids of everybody below, however they detach: each announces itself on one pipe.</summary>
internal sealed unsafe class Family : IDisposable
{
    public const string HoldVerb = "hold";
    public const string IntermediateVerb = "intermediate";
    public const string BombVerb = "bomb";

    /// <summary>Where a member finds the pipe's write end.</summary>
    private const int AnnounceDescriptor = 3;

    private readonly int _reader;
    private int _writer;

    public Family()
    {
        int* ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC) != 0)
            throw new IOException("pipe2 failed");
        (_reader, _writer) = (ends[0], ends[1]);
    }

    /// <summary>Starts a member from the first process.</summary>
    public int Spawn(string verb, string[] options, bool newSession = false) => Start(_writer, verb, options, newSession);

    /// <summary>Starts a member from another member; returns 0 when the kernel refuses.</summary>
    public static int SpawnFromMember(string verb, string[] options) => Start(AnnounceDescriptor, verb, options, newSession: false);

    /// <summary>Waits for that many announcements.</summary>
    /// <exception cref="IOException">A member ended without one, or could not be started.</exception>
    public int[] Await(int count)
    {
        int[] pids = AwaitAtMost(count);
        return pids.Length == count ? pids : throw new IOException($"only {pids.Length} of {count} processes could be started");
    }

    /// <summary>Waits until that many members have announced themselves or cannot do so any more, and returns those that did.</summary>
    public int[] AwaitAtMost(int count)
    {
        // Else the pipe would never end when a member dies early, as the runtime's start does at a limit of processes.
        Libc.close(_writer);
        _writer = -1;
        var pids = new List<int>();
        for (int index = 0; index < count; index++)
        {
            int pid;
            if (Libc.read(_reader, (byte*)&pid, sizeof(int)) != sizeof(int))
                break;
            if (pid > 0)
                pids.Add(pid);
        }

        return [.. pids];
    }

    /// <summary>Waits for the end of a child.</summary>
    public static void Reap(int pid) => Libc.waitpid(pid, null, 0);

    /// <summary>In a member: this process is in the state it promises. Closes the pipe.</summary>
    public static void Announce()
    {
        Announce(Libc.getpid());
        Libc.close(AnnounceDescriptor);
    }

    /// <summary>In a member: that many processes will not come.</summary>
    public static void AnnounceMissing(long count)
    {
        for (long index = 0; index < count; index++)
            Announce(-1);
    }

    public void Dispose()
    {
        Libc.close(_reader);
        Libc.close(_writer);
    }

    private static void Announce(int pid) => Libc.write(AnnounceDescriptor, (byte*)&pid, sizeof(int));

    private static int Start(int announce, string verb, string[] options, bool newSession)
    {
        // Both are opaque: 80 and 336 bytes in glibc.
        byte* actions = stackalloc byte[512];
        byte* attributes = stackalloc byte[512];
        Libc.posix_spawn_file_actions_init(actions);
        Libc.posix_spawn_file_actions_adddup2(actions, announce, AnnounceDescriptor);
        Libc.posix_spawnattr_init(attributes);
        Libc.posix_spawnattr_setflags(attributes, newSession ? Libc.POSIX_SPAWN_SETSID : (short)0);
        using var path = new CStrings([Self.Path]);
        using var arguments = new CStrings([Self.Path, verb, .. options]);
        using var environment = new CStrings(Array.IndexOf(options, "--clear-env") >= 0 ? [] : Self.Environment);
        int pid;
        int error = Libc.posix_spawn(&pid, path.Pointer[0], actions, attributes, arguments.Pointer, environment.Pointer);
        Libc.posix_spawn_file_actions_destroy(actions);
        if (error == 0)
            return pid;
        Output.Fail(string.Create(CultureInfo.InvariantCulture, $"posix_spawn: errno {error}"));
        return 0;
    }
}
