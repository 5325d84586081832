using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests;

/// <summary>A child process in a group of its own, started by a bare posix_spawn: what is tested here is below the engine that will start processes.</summary>
/// <remarks>Disposing it kills its group and reaps it; what leaves the group has to be ended by the test.</remarks>
internal sealed unsafe partial class TestChild : IDisposable
{
    public const int SIGKILL = 9;
    private const short POSIX_SPAWN_SETPGROUP = 2;
    private const int WNOHANG = 1;
    private bool _reaped;

    private TestChild(int pid) => Pid = pid;

    public int Pid { get; }

    /// <summary>The wait status, once it was reaped.</summary>
    public int WaitStatus { get; private set; }

    public static TestChild Shell(string script, params string[] environment) => Start(["/bin/sh", "-c", script], environment);

    public static TestChild Start(string[] arguments, params string[] environment)
    {
        byte* attributes = stackalloc byte[1024]; // posix_spawnattr_t has 336 bytes
        posix_spawnattr_init(attributes).ShouldBe(0);
        posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP).ShouldBe(0);
        posix_spawnattr_setpgroup(attributes, 0).ShouldBe(0);
        byte** argv = Vector(arguments);
        byte** envp = Vector(["PATH=/usr/local/bin:/usr/bin:/bin", .. environment]);
        int pid;
        int error = posix_spawn(&pid, argv[0], null, attributes, argv, envp);
        Free(argv);
        Free(envp);
        error.ShouldBe(0, arguments[0]);
        return new TestChild(pid);
    }

    /// <summary>Waits until something is so, for at most a minute.</summary>
    public static void Until(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(1)) throw new TimeoutException($"Waited a minute for: {what}");
            _ = poll(null, 0, 1);
        }
    }

    /// <summary>Sends a signal to any process, by number.</summary>
    public static void Signal(int pid, int signal) => kill(pid, signal);

    /// <summary>Waits for its end without reaping it.</summary>
    public TestChild UntilZombie()
    {
        Until(() => ProcessReader.TryRead(Pid, out ProcessInfo info) && info.State == 'Z', $"{Pid} to be a zombie");
        return this;
    }

    /// <summary>Waits for its end and reaps it; the wait status.</summary>
    public int Reap()
    {
        Until(() => _reaped || TryReap(), $"{Pid} to end");
        return WaitStatus;
    }

    public void Dispose()
    {
        if (_reaped) return;
        kill(-Pid, SIGKILL);
        kill(Pid, SIGKILL);
        Reap();
    }

    private bool TryReap()
    {
        int status;
        if (waitpid(Pid, &status, WNOHANG) != Pid) return false;
        WaitStatus = status;
        return _reaped = true;
    }

    private static byte** Vector(string[] texts)
    {
        byte** vector = (byte**)NativeMemory.Alloc((nuint)(texts.Length + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Length; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(texts[i] + "\0");
            vector[i] = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(vector[i], bytes.Length));
        }
        vector[texts.Length] = null;
        return vector;
    }

    private static void Free(byte** vector)
    {
        for (byte** each = vector; *each is not null; each++) NativeMemory.Free(*each);
        NativeMemory.Free(vector);
    }

    [LibraryImport("libc")]
    private static partial int posix_spawn(int* pid, byte* path, void* actions, void* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setpgroup(void* attributes, int group);

    [LibraryImport("libc")]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    private static partial int poll(void* descriptors, ulong count, int milliseconds);
}
