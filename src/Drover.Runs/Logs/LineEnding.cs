namespace Drover.Runs.Logs;

/// <summary>What comes after the bytes of a <see cref="LogLine"/>.</summary>
public enum LineEnding
{
    /// <summary>A newline: the line is complete.</summary>
    Newline,

    /// <summary>More of the same line: it is longer than the limit, or was asked for before its end came.</summary>
    Continued,

    /// <summary>Nothing: the log ended, or what followed is lost.</summary>
    Missing,
}
