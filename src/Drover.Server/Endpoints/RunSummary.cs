using Drover.Server.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Endpoints;

/// <summary>A run as its task shows it.</summary>
internal sealed record RunSummary(
    string Id, int Attempt, string State, ReasonAnswer? Reason, int? Pid, int? ExitCode, string? Signal, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    // Always as many parameters: the statement stays prepared.
    private static readonly string[] s_names = [.. Enumerable.Range(0, 50).Select(i => $"@id{i}")];

    private static readonly string s_find =
        $"SELECT id, attempt, phase, reason_kind, reason_text, pid, exit_code, term_signal, started_at, ended_at FROM run WHERE id IN ({string.Join(", ", s_names)})";

    /// <summary>The summary of a run; null for none.</summary>
    public static RunSummary? Of(BoardRun? run) => run is null
        ? null
        : new RunSummary(run.Id, run.Attempt, PhaseNames.Of(run.Phase), ReasonAnswer.Of(run), run.Pid, run.ExitCode, run.Signal, run.StartedAt, run.EndedAt);

    /// <summary>The newest runs of tasks by their ids, read together.</summary>
    public static Dictionary<string, RunSummary> LastOf(DatabaseSession session, IReadOnlyList<BoardTask> tasks)
    {
        var found = new Dictionary<string, RunSummary>();
        foreach (string[] ids in tasks.Select(task => task.LastRunId).OfType<string>().Chunk(s_names.Length))
            foreach (RunSummary run in session.Query(s_find, Read, [.. s_names.Select((name, i) => (name, (object?)ids[Math.Min(i, ids.Length - 1)]))])) found[run.Id] = run;
        return found;
    }

    private static RunSummary Read(Row row) => new(
        row.Text("id"),
        (int)row.Number("attempt"),
        row.Text("phase"),
        row.TextOrNull("reason_kind") is { } kind ? new ReasonAnswer(kind, row.TextOrNull("reason_text")) : null,
        (int?)row.NumberOrNull("pid"),
        (int?)row.NumberOrNull("exit_code"),
        row.TextOrNull("term_signal"),
        row.TimeOrNull("started_at"),
        row.TimeOrNull("ended_at"));
}
