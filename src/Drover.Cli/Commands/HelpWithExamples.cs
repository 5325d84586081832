using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Drover.Cli.Commands;

/// <summary>The library's help, and below it the verb's examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const int Width = 120;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        help.MaxWidth = Math.Min(Printing.StandardOutput.Width, Width);
        _ = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        string name = parseResult.CommandResult.Command.Name;
        string examples = CommandTree.Verbs.FirstOrDefault(v => v.Name == name)?.Examples ?? "";
        if (examples.Length == 0) return 0;
        output.WriteLine("Examples:");
        foreach (string line in examples.Split('\n')) output.WriteLine(line.Length == 0 ? "" : "  " + line);
        output.WriteLine();
        return 0;
    }
}
