namespace Drover.LineEditor;

/// <summary>How the reading of a line ended.</summary>
public enum LineOutcome
{
    /// <summary>With Enter: the text is to be used.</summary>
    Accepted,

    /// <summary>With Ctrl-C.</summary>
    Interrupted,

    /// <summary>With Ctrl-D on an empty line, or the input has ended.</summary>
    EndOfInput,

    /// <summary>With Ctrl-D on an empty last row of several: the text is to be used, and nothing follows it.</summary>
    AcceptedAsLast,

    /// <summary>The host's wait broke it off.</summary>
    BrokenOff,
}
