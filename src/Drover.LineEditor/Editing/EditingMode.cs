namespace Drover.LineEditor.Editing;

/// <summary>Which keys edit.</summary>
public enum EditingMode
{
    /// <summary>Emacs's keys, as readline has them.</summary>
    Emacs,

    /// <summary>vi's keys, as POSIX's <c>set -o vi</c> and readline have them; a line begins in insert mode.</summary>
    Vi,
}
