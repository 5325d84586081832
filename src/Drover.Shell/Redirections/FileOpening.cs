// Constraints
//   Opening a FIFO waits for its other side (fifo(7)), which may never come: Ctrl-C must end that as it ends a program, and in a session the end of the evaluation must.
// Scheme
//   In drover sh a caught signal ends open(2) with EINTR, which is repeated unless it is to end the command. A session has no signals of its own: there a FIFO is opened by a
//   thread of the pool while the session stays reachable, and if it is to end, the other side is opened here for as long as the thread needs (O_RDWR never waits in Linux).

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Shell.Execution;

namespace Drover.Shell.Redirections;

/// <summary>Opens the files that commands name, and connects to the hosts, for as long as nobody wants them to end.</summary>
internal static class FileOpening
{
    private const int EINTR = 4;

    /// <summary>Opens <paramref name="path"/>, or returns null and the error number.</summary>
    /// <exception cref="ShellErrorException">Ctrl-C came.</exception>
    public static Descriptor? TryOpen(Interpreter shell, ByteString path, OpenMode mode, out int errno)
    {
        ExecutionEnvironment environment = shell.Environment;
        if (shell.Session is not null && FileStatus.TryRead(path, out _, directory: environment.Directory) is { Kind: FileKind.Fifo }) return OpenBeside(shell, path, mode, out errno);
        while (true)
        {
            Descriptor? opened = environment.Umask is { } umask
                ? MaskedCreation.TryOpen(path, mode, umask, environment.Directory, out errno)
                : Descriptor.TryOpen(path, mode, out errno, directory: environment.Directory, endsOnSignal: true);
            if (opened is not null || errno != EINTR) return opened;
            shell.ThrowIfInterrupted();
            if (shell.Signals.IsInterruptPending || shell.Signals.IsEndPending) return null;
        }
    }

    /// <summary>Whether bash's /dev/tcp/host/port or /dev/udp/host/port is meant.</summary>
    public static bool IsConnection(string path) => path.StartsWith("/dev/tcp/", StringComparison.Ordinal) || path.StartsWith("/dev/udp/", StringComparison.Ordinal);

    /// <summary>Connects to what <paramref name="path"/> names, or returns null and the reason.</summary>
    /// <exception cref="ShellErrorException">Ctrl-C came.</exception>
    public static Descriptor? TryConnect(Interpreter shell, string path, out string reason)
    {
        string[] parts = path.Split('/');
        reason = "it takes a host and a port: /dev/tcp/host/port";
        if (parts is not ["", "dev", var protocol, { Length: > 0 } host, { Length: > 0 } port]) return null;
        Descriptor? connected = null;
        string answer = "";
        int errno = 0;
        int Connect()
        {
            connected = NetworkSocket.TryConnect(ShellText.ToBytes(host), ShellText.ToBytes(port), protocol == "udp", out errno, out answer);
            return errno;
        }
        if (shell.Session is { } session)
        {
            Task<int> connecting = Task.Run(Connect);
            if (!session.WaitUnlessEnded(connecting))
            {
                // The thread ends when the kernel gives up.
                _ = connecting.ContinueWith(_ => connected?.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                shell.ThrowIfInterrupted();
                reason = ErrnoText.Describe(EINTR);
                return null;
            }
        }
        else
        {
            while (Connect() == EINTR)
            {
                shell.ThrowIfInterrupted();
                if (shell.Signals.IsInterruptPending || shell.Signals.IsEndPending) break;
            }
        }
        reason = answer;
        return connected;
    }

    private static Descriptor? OpenBeside(Interpreter shell, ByteString path, OpenMode mode, out int errno)
    {
        Descriptor? opened = null;
        Descriptor? directory = shell.Environment.Directory;
        Task<int> opening = Task.Run(() => (opened = Descriptor.TryOpen(path, mode, out int reason, directory: directory)) is null ? reason : 0);
        if (!shell.Session!.WaitUnlessEnded(opening))
        {
            using (Descriptor? other = Descriptor.TryOpen(path, OpenMode.ReadWriteExisting, out _, directory: directory))
            {
                if (other is not null) _ = opening.GetAwaiter().GetResult();
            }
            // Who may not open the other side leaves the thread waiting.
            _ = opening.ContinueWith(_ => opened?.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            shell.ThrowIfInterrupted();
            errno = EINTR;
            return null;
        }
        errno = opening.GetAwaiter().GetResult();
        return opened;
    }
}
