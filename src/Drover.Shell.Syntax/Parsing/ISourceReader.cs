namespace Drover.Shell.Syntax.Parsing;

/// <summary>Where the lines of a script or a session come from.</summary>
public interface ISourceReader
{
    /// <summary>Gives the next line with its newline, which only the last may lack, or null at the end.</summary>
    /// <param name="open">What the line continues: <see cref="OpenConstruct.None"/> at the start of a command (prompt PS1), else PS2.</param>
    string? ReadLine(OpenConstruct open);
}
