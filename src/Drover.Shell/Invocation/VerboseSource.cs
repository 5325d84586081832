using Drover.Shell.Execution;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Invocation;

/// <summary>A source whose lines are shown as they are read while <c>set -v</c> is on.</summary>
internal sealed class VerboseSource(ISourceReader inner, Interpreter shell) : ISourceReader
{
    public string? ReadLine(OpenConstruct open)
    {
        string? line = inner.ReadLine(open);
        if (line is not null && shell.Environment.Has(ShellOptions.Verbose)) shell.Output.WriteError(line.EndsWith('\n') ? line : line + "\n");
        return line;
    }
}
