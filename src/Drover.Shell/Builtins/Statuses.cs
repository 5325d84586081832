using System.Globalization;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>The operand of <c>exit</c> and <c>return</c>.</summary>
internal static class Statuses
{
    /// <summary>The status that is asked for: without an operand that of the last command, or, in a trap, of the command before it.</summary>
    /// <returns>False when it is none, or there are several; <paramref name="status"/> is 2 then.</returns>
    public static bool TryRead(Interpreter shell, List<string> fields, out int status)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        status = shell.Signals.StatusBeforeTrap ?? shell.Environment.LastStatus;
        if (fields.Count == first) return true;
        // POSIX leaves a sign and what is greater than 255 open; bash takes the lowest byte of any number.
        NumberStyles styles = shell.Environment.Has(ShellOptions.Posix) ? NumberStyles.None : NumberStyles.Integer;
        if (fields.Count == first + 1 && long.TryParse(fields[first], styles, CultureInfo.InvariantCulture, out long number))
        {
            status = (int)(number & 0xFF);
            return true;
        }
        status = 2;
        return false;
    }
}
