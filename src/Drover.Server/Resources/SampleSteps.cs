namespace Drover.Server.Resources;

/// <summary>How finely samples are kept: each second for a while, then one for ten seconds, then one for a minute.</summary>
internal static class SampleSteps
{
    /// <summary>How many samples of an ended run are kept, unless even one a minute is more.</summary>
    public const int KeptOfEnded = 300;

    private const int GreatestMinutes = 7 * 24 * 60;

    /// <summary>The steps in seconds, finest first, each with how long its samples of a live run are kept.</summary>
    public static (int Seconds, TimeSpan Kept)[] All { get; } =
        [(1, TimeSpan.FromMinutes(10)), (10, TimeSpan.FromHours(2)), (60, TimeSpan.FromMinutes(GreatestMinutes))];

    /// <summary>The one step that is kept of a run that has ended.</summary>
    /// <param name="length">How long it was watched.</param>
    public static int OfEnded(TimeSpan length)
    {
        foreach ((int seconds, TimeSpan kept) in All)
            if (length <= kept && length.TotalSeconds / seconds <= KeptOfEnded) return seconds;
        return All[^1].Seconds;
    }
}
