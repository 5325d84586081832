using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Interop;

namespace Drover.Engine.Processes;

/// <summary>Tells when some process, not necessarily a child, has ended (pidfd_open(2)). All members may be used on any thread.</summary>
public sealed class ProcessEndWatch : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action _ended;
    // These two belong to the loop.
    private Descriptor? _pidfd;
    private Watch? _watch;

    private ProcessEndWatch(EventLoop loop, Descriptor? pidfd, Action ended)
    {
        _loop = loop;
        _pidfd = pidfd;
        _ended = ended;
    }

    /// <summary>Runs <paramref name="ended"/> on the loop once the process has ended; soon, if it already has.</summary>
    public static ProcessEndWatch Start(EventLoop loop, ProcessIdentity process, Action ended)
    {
        ArgumentNullException.ThrowIfNull(loop);
        int number = Libc.pidfd_open(process.Pid, 0);
        var watch = new ProcessEndWatch(loop, number < 0 ? null : new Descriptor(number), ended);
        if (number >= 0 && process.IsAlive())
        {
            watch.OnLoop(watch.Begin);
            return watch;
        }
        watch.Close();
        loop.Post(ended);
        return watch;
    }

    /// <summary>Ends the watching; what has begun to run goes on.</summary>
    public void Dispose() => OnLoop(Close);

    private void OnLoop(Action action)
    {
        if (_loop.IsOnLoop) action();
        // A loop that is disposed runs nothing any more.
        else if (!_loop.TryPost(action)) Close();
    }

    private void Begin()
    {
        if (_pidfd is null) return;
        _watch = _loop.Watch(_pidfd, Readiness.Readable, _ =>
        {
            Close();
            _ended();
        });
    }

    private void Close()
    {
        _watch?.Dispose();
        _pidfd?.Dispose();
        _pidfd = null;
    }
}
