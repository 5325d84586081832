namespace Drover.LineEditor.Editing;

/// <summary>What is done to the letters of a word.</summary>
internal enum WordCase
{
    Upper,
    Lower,

    /// <summary>The first upper, the others lower.</summary>
    Capital,

    /// <summary>Each the other way, as vi's tilde does.</summary>
    Toggle,
}
