namespace Drover.Server.Resources;

/// <summary>The samples of one live run that are not stored yet, at every step. Not for several threads at once.</summary>
internal sealed class ResourceSeries
{
    // When the database can't be written for long, the oldest give way.
    private const int GreatestPending = 1200;

    private readonly ResourceSample?[] _open = new ResourceSample?[SampleSteps.All.Length];
    private readonly List<(int Step, ResourceSample Sample)> _pending = [];

    /// <summary>The newest sample; null before the first.</summary>
    public ResourceSample? Latest { get; private set; }

    /// <summary>Processor use between the last two samples in percent of a processor; null before the second.</summary>
    public double? CpuPercent { get; private set; }

    /// <summary>What is not stored yet, oldest first.</summary>
    public IReadOnlyList<(int Step, ResourceSample Sample)> Pending => _pending;

    /// <summary>Adds a sample.</summary>
    public void Add(ResourceSample sample)
    {
        if (Latest is { } before) CpuPercent = sample.CpuPercentSince(before) ?? CpuPercent;
        Latest = sample;
        for (int i = 0; i < _open.Length; i++)
        {
            int step = SampleSteps.All[i].Seconds;
            if (step == 1)
            {
                _pending.Add((step, sample));
                continue;
            }
            if (_open[i] is { } open && open.At / (step * 1000L) != sample.At / (step * 1000L))
            {
                _pending.Add((step, open));
                _open[i] = sample;
            }
            else
            {
                _open[i] = _open[i]?.With(sample) ?? sample;
            }
        }
        if (_pending.Count > GreatestPending) _pending.RemoveRange(0, _pending.Count - GreatestPending);
    }

    /// <summary>No more will come: what is half full counts as it is.</summary>
    public void Finish()
    {
        for (int i = 0; i < _open.Length; i++)
        {
            if (_open[i] is { } open) _pending.Add((SampleSteps.All[i].Seconds, open));
            _open[i] = null;
        }
    }

    /// <summary>Forgets the oldest of what is pending, because it has been stored.</summary>
    public void Stored(int count) => _pending.RemoveRange(0, Math.Min(count, _pending.Count));
}
