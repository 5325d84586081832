using System.Globalization;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>The operand of <c>exit</c> and <c>return</c>.</summary>
internal static class Statuses
{
    /// <summary>The status that is asked for: without an operand that of the last command, or, in a trap, of the command before it.</summary>
    public static bool TryRead(Interpreter shell, List<string> fields, out int status)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        status = shell.Signals.StatusBeforeTrap ?? shell.Environment.LastStatus;
        if (fields.Count == first) return true;
        if (fields.Count > first + 1 || !int.TryParse(fields[first], NumberStyles.None, CultureInfo.InvariantCulture, out status)) return false;
        status &= 0xFF;
        return true;
    }
}
