using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Interop;

namespace Drover.Engine.Processes;

/// <summary>Tells when some process, not necessarily a child, has ended (pidfd_open(2)).</summary>
public sealed class ProcessEndWatch : IDisposable
{
    private readonly Descriptor? _pidfd;
    private readonly Watch? _watch;

    private ProcessEndWatch(Descriptor? pidfd, Watch? watch)
    {
        _pidfd = pidfd;
        _watch = watch;
    }

    /// <summary>Runs <paramref name="ended"/> on the loop once the process has ended; soon, if it already has.</summary>
    public static ProcessEndWatch Start(EventLoop loop, ProcessIdentity process, Action ended)
    {
        ArgumentNullException.ThrowIfNull(loop);
        int fd = Libc.pidfd_open(process.Pid, 0);
        var pidfd = fd >= 0 ? new Descriptor(fd) : null;
        if (pidfd is null || !process.IsAlive())
        {
            pidfd?.Dispose();
            loop.Post(ended);
            return new ProcessEndWatch(null, null);
        }
        Watch? watch = null;
        watch = loop.Watch(pidfd, Readiness.Readable, _ =>
        {
            watch!.Dispose();
            ended();
        });
        return new ProcessEndWatch(pidfd, watch);
    }

    /// <summary>Ends the watching.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        _pidfd?.Dispose();
    }
}
