using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary>The operand of <c>fg</c> and <c>bg</c>.</summary>
internal static class JobOperand
{
    /// <summary>The job that an operand means, the current one if there is no operand; null, and why has been said, when there is none.</summary>
    public static Job? Find(Interpreter shell, Builtin builtin, List<string> fields, int index)
    {
        shell.Starter.Poll();
        string id = index < fields.Count ? fields[index] : "%+";
        Job? job;
        string? error;
        if (id.StartsWith('%')) job = shell.Jobs.Find(id, out error);
        else (job, error) = (null, $"{id}: not a job id");
        if (job is { State: JobState.Done }) error = $"{id}: the job has ended";
        else if (job is { HasOwnGroup: false }) error = $"{id}: was started without job control";
        if (error is null) return job;
        shell.Error($"{builtin.Name}: {error}");
        return null;
    }
}
