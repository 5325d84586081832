// Constraints
//   A thousand pipelines may be stopping at once, and a look costs up to a pass over /proc.
// Scheme
//   One timer for all of them. A round looks for every sequence, and what one look has read serves the others. After a round there is a
//   pause at least as long as the round was, so that looking never takes more than half of the loop's time.

using System.Diagnostics;
using Drover.Engine.EventLoops;

namespace Drover.Engine.Pipelines;

/// <summary>The stops that are under way, looked at together. Lives on the loop's thread.</summary>
internal sealed class StopRounds(EventLoop loop)
{
    private readonly List<StopSequence> _sequences = [];
    private LoopTimer? _timer;
    private long _due = long.MaxValue;
    private long _roundEnd;
    private TimeSpan _roundTook;
    private bool _inRound;

    public void Add(StopSequence sequence)
    {
        _sequences.Add(sequence);
        LookSoon();
    }

    public void Remove(StopSequence sequence) => _sequences.Remove(sequence);

    /// <summary>Something ended: looks again as soon as may be.</summary>
    public void LookSoon() => LookWithin(TimeSpan.Zero);

    /// <summary>Looks again after that long at the latest.</summary>
    public void LookWithin(TimeSpan wait)
    {
        if (_sequences.Count == 0 || _inRound) return;
        TimeSpan pause = _roundTook - Stopwatch.GetElapsedTime(_roundEnd);
        if (pause > wait) wait = pause;
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        long due = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
        if (due >= _due) return;
        _timer?.Dispose();
        _due = due;
        _timer = loop.SetTimer(wait, Round);
    }

    private void Round()
    {
        _due = long.MaxValue;
        long started = Stopwatch.GetTimestamp();
        _inRound = true;
        try
        {
            foreach (StopSequence sequence in _sequences.ToArray()) sequence.Look(started);
        }
        finally
        {
            _inRound = false;
            _roundEnd = Stopwatch.GetTimestamp();
            _roundTook = Stopwatch.GetElapsedTime(started, _roundEnd);
            TimeSpan next = TimeSpan.MaxValue;
            foreach (StopSequence sequence in _sequences)
                if (sequence.NextLook < next) next = sequence.NextLook;
            LookWithin(next);
        }
    }
}
