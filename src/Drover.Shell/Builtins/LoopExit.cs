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
        if (fields.Count > first && (!int.TryParse(fields[first], NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0))
        {
            shell.Error($"{fields[0]}: {fields[first]}: not a positive number");
            return shell.AbortUnlessInteractive(2);
        }
        if (shell.LoopDepth == 0) return 0;
        shell.FlowCount = Math.Min(count, shell.LoopDepth);
        shell.Flow = flow;
        return 0;
    }
}
