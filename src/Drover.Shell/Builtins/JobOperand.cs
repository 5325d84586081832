using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary>The operands of <c>fg</c>, <c>bg</c> and <c>disown</c>.</summary>
internal static class JobOperand
{
    /// <summary>The job that goes on, the current one if there is no operand; null, and why has been said, when there is none.</summary>
    public static Job? Find(Interpreter shell, Builtin builtin, List<string> fields, int index)
    {
        shell.Starter.Poll();
        string id = index < fields.Count ? fields[index] : "%+";
        Job? job = Find(shell, id, out string? error);
        if (job is { State: JobState.Done }) error = $"{id}: the job has ended";
        else if (job is { HasOwnGroup: false }) error = $"{id}: was started without job control";
        if (error is null) return job;
        shell.Error($"{builtin.Name}: {error}");
        return null;
    }

    /// <summary>The job of an operand; a number without the percent sign will do too, but not in POSIX mode.</summary>
    public static Job? Find(Interpreter shell, string id, out string? error)
    {
        if (id.StartsWith('%')) return shell.Jobs.Find(id, out error);
        if (!shell.Environment.Has(ShellOptions.Posix) && id.Length > 0 && id.All(char.IsAsciiDigit)) return shell.Jobs.Find("%" + id, out error);
        error = $"{id}: not a job id";
        return null;
    }
}
