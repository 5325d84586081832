namespace Drover.Shell.Syntax.Lexing;

/// <summary>Text that is still to be taken into the buffer of a <see cref="SourceCursor"/>.</summary>
internal struct InputFrame(string text)
{
    public readonly string Text = text;
    public int Taken;
}
