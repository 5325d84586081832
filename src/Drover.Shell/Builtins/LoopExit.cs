using System.Globalization;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>What <c>break</c> and <c>continue</c> have in common.</summary>
internal static class LoopExit
{
    public static int Begin(Interpreter shell, List<string> fields, Flow flow)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        int count = 1;
        if (fields.Count > first + 1)
        {
            shell.Error($"{fields[0]}: too many operands");
            return shell.AbortUnlessInteractive(2);
        }
        if (shell.LoopDepth == 0 && !shell.Environment.Has(ShellOptions.Posix)) return 0;
        if (fields.Count > first)
        {
            bool isNumber = long.TryParse(fields[first], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
            if (number <= 0) return Refuse(shell, fields[0], fields[first], isNumber);
            count = (int)Math.Min(number, int.MaxValue);
        }
        if (shell.LoopDepth == 0) return 0;
        shell.FlowCount = Math.Min(count, shell.LoopDepth);
        shell.Flow = flow;
        return 0;
    }

    private static int Refuse(Interpreter shell, string name, string operand, bool isNumber)
    {
        shell.Error($"{name}: {operand}: not a positive number");
        if (shell.Environment.Has(ShellOptions.Posix)) return shell.AbortUnlessInteractive(2);
        // As in bash: what is no number ends the shell, and one that is too small leaves all loops.
        if (!isNumber) return shell.Abort(128);
        shell.LeaveLoops(1);
        return 1;
    }
}
