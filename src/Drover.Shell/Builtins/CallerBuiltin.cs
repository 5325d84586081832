using System.Globalization;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>caller</c>: Says from where the function that runs was called.</summary>
internal sealed class CallerBuiltin : Builtin
{
    public override string Name => "caller";

    public override string Usage => "[n]";

    public override string Summary => "Says from where the function that runs was called.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        IReadOnlyList<CallRecord> calls = shell.Calls;
        if (calls.Count == 0) return 1;
        if (fields.Count == 1)
        {
            shell.Output.WriteLine($"{calls[^1].Line} {SourceOf(shell, calls.Count - 2)}");
            return 0;
        }
        if (!int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return Misuse(shell, $"{fields[1]}: not a number");
        int index = calls.Count - 1 - number;
        if (index < 0) return 1;
        shell.Output.WriteLine($"{calls[index].Line} {(index > 0 ? calls[index - 1].Name : "main")} {SourceOf(shell, index - 1)}");
        return 0;
    }

    private static string SourceOf(Interpreter shell, int index) => (index >= 0 ? shell.Calls[index].Source : shell.MainScript) ?? "NULL";
}
