namespace Drover.Nomad.Checks;

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at, in a word or two.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
internal sealed record Finding(string Check, FindingLevel Level, string Message, string? Advice = null)
{
    /// <summary>Nothing to complain of.</summary>
    public static Finding Ok(string check, string message) => new(check, FindingLevel.Ok, message);

    /// <summary>Something deserves a look.</summary>
    public static Finding Warning(string check, string message, string? advice = null) => new(check, FindingLevel.Warning, message, advice);

    /// <summary>No task can run.</summary>
    public static Finding Failure(string check, string message, string? advice = null) => new(check, FindingLevel.Failure, message, advice);
}
