namespace Drover.Cli.Printing;

/// <summary>A cell of a <see cref="TextTable"/>.</summary>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}
