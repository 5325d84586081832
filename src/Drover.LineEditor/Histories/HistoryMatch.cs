namespace Drover.LineEditor.Histories;

/// <summary>Where in an entry the text that is looked for must stand.</summary>
public enum HistoryMatch
{
    /// <summary>Anywhere.</summary>
    Substring,

    /// <summary>At the start.</summary>
    Prefix,
}
