namespace Drover.Shell;

/// <summary>What a letter is to become.</summary>
internal enum LetterCase
{
    /// <summary>What it is.</summary>
    Same,

    /// <summary>A capital letter.</summary>
    Upper,

    /// <summary>A small letter.</summary>
    Lower,

    /// <summary>The other of the two.</summary>
    Other,
}
