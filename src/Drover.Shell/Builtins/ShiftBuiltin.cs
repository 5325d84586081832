using System.Globalization;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>shift</c>: Drops the first n positional parameters.</summary>
internal sealed class ShiftBuiltin : Builtin
{
    public override string Name => "shift";

    public override string Usage => "[n]";

    public override string Summary => "Drops the first n positional parameters.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        int count = 1;
        if (fields.Count > first + 1) return Misuse(shell, "too many operands");
        if (fields.Count > first && !int.TryParse(fields[first], NumberStyles.None, CultureInfo.InvariantCulture, out count)) return Misuse(shell, $"{fields[first]}: not a number");
        if (count > shell.Environment.Positional.Length)
        {
            if (shell.Environment.Has(ShellOptions.Posix) || shell.Environment.Has(ShellOptions.ShiftVerbose)) shell.Error($"{Name}: there are only {shell.Environment.Positional.Length} positional parameters");
            return shell.AbortUnlessInteractive(1);
        }
        shell.Environment.Positional = shell.Environment.Positional[count..];
        return 0;
    }
}
