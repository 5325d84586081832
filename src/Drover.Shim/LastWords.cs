// Constraints
//   How a run ended must not be lost, and the disk may be full, or read-only, for hours. Nobody is held up: nothing of the run is alive.
// Scheme
//   Log first, status last: whoever reads "ended" finds everything else complete. What can't be written is tried again, for ever where room
//   may be made, for some time otherwise; until then the run stays held and says what it waits for.

using Drover.Engine;
using Drover.Engine.EventLoops;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>Brings the end of a run to the disk.</summary>
internal sealed class LastWords(EventLoop loop, RunLog log, StatusKeeper status, RunStatus last, Action done)
{
    private const int ENOENT = 2, ENOSPC = 28, EROFS = 30, EDQUOT = 122;
    private const int OtherTries = 20;
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    private TimeSpan _wait = s_firstWait;
    private int _tries;

    /// <summary>Writes what it can, and calls back when all is written, which may be before this returns.</summary>
    public void Write()
    {
        int errno = log.TryFinish();
        if (errno == 0) errno = status.TrySetLast(log.AddTo(last));
        // ENOENT: somebody has removed the directory, and with it whatever could be lost.
        bool waitsForRoom = errno is ENOSPC or EDQUOT or EROFS;
        if (errno is 0 or ENOENT || (!waitsForRoom && ++_tries > OtherTries))
        {
            done();
            return;
        }
        string waiting = $"it has ended, and waits until that can be recorded: {new SystemCallException("write", errno).Message}";
        if (status.Current.Stuck != waiting) status.Set(log.AddTo(last) with { State = RunState.Stopping, EndedAt = null, Stuck = waiting });
        loop.SetTimer(_wait, Write);
        _wait = _wait * 2 < s_longestWait ? _wait * 2 : s_longestWait;
    }
}
