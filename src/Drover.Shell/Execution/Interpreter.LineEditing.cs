namespace Drover.Shell.Execution;

internal sealed partial class Interpreter
{
    /// <summary>Who reads what a user enters; null in a shell that reads something else.</summary>
    public Prompts.ReaderChoice? Reader { get; set; }
}
