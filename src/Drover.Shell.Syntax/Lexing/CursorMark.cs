namespace Drover.Shell.Syntax.Lexing;

/// <summary>A place that a <see cref="SourceCursor"/> can return to as long as no alias was replaced behind it.</summary>
internal readonly struct CursorMark(int position, int line, int lineStart)
{
    public readonly int Position = position;
    public readonly int Line = line;
    public readonly int LineStart = lineStart;
}
