using System.Collections.Immutable;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Runs;

/// <summary>Makes the specs of durable runs from board runs.</summary>
internal sealed class RunSpecs(string serverDirectory)
{
    /// <summary>The label that carries a board run's id on its durable run, so that a server which was killed in between finds it again.</summary>
    public const string RunLabel = "drover.board.run";

    /// <summary>The label that carries the task's id.</summary>
    public const string TaskLabel = "drover.board.task";

    // MAX_ARG_STRLEN of execve(2), with the terminating NUL.
    private const int GreatestArgument = 131072;

    // TMOUT ends the shells of agents; the others are this server's own affairs.
    private static readonly string[] s_ownVariables = ["AGENT_COMMAND", "WORKSPACE_PATH", "MAX_LOG_LINES", "TMOUT"];

    /// <summary>The prompt's file.</summary>
    public string PromptPath(string runId) => Path.Combine(serverDirectory, "prompts", runId + ".txt");

    /// <summary>The command with everything filled in.</summary>
    public ImmutableArray<string> Command(AgentProfile profile, BoardTask task, string runId)
    {
        string prompt = Prompt.Of(task);
        return [.. profile.Command.Select(word => word
            .Replace("{promptFile}", PromptPath(runId), StringComparison.Ordinal)
            .Replace("{docsPath}", task.DocsPath ?? "", StringComparison.Ordinal)
            .Replace("{taskId}", task.Id, StringComparison.Ordinal)
            .Replace("{runId}", runId, StringComparison.Ordinal)
            .Replace("{prompt}", prompt, StringComparison.Ordinal))];
    }

    /// <summary>Writes the prompt's file and makes the spec.</summary>
    /// <exception cref="ArgumentException">Nobody could carry it out.</exception>
    public RunSpec Make(BoardTask task, BoardRun run)
    {
        WritePrompt(task, run);
        foreach (string word in run.Command)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(word) >= GreatestArgument)
                throw new ArgumentException("The prompt is longer than an argument may be (128 KiB): use {promptFile} instead of {prompt} in the agent's command.");
        }
        return new RunSpec
        {
            Command = [.. run.Command.Select(word => new ByteString(word))],
            WorkingDirectory = run.WorkingDirectory,
            Environment = EnvironmentOf(task, run),
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add(RunLabel, run.Id).Add(TaskLabel, run.TaskId),
            Timeout = Span(run.Limits.TimeoutMs),
            IdleTimeout = Span(run.Limits.IdleTimeoutMs),
            Grace = TimeSpan.FromMilliseconds(run.Limits.GraceMs),
            MemoryBytes = run.Limits.MemoryBytes,
            OpenFiles = (ulong?)run.Limits.Nofile,
        };
    }

    private static TimeSpan? Span(long? ms) => ms is { } n ? TimeSpan.FromMilliseconds(n) : null;

    private ProcessEnvironment EnvironmentOf(BoardTask task, BoardRun run)
    {
        ProcessEnvironment environment = ProcessEnvironment.Inherited;
        foreach (ByteString entry in environment.Entries)
        {
            string text = entry.ToString();
            string name = text[..Math.Max(0, text.IndexOf('=', StringComparison.Ordinal))];
            if (name.StartsWith("DROVER_", StringComparison.Ordinal) || s_ownVariables.Contains(name)) environment = environment.Remove(name);
        }
        foreach ((string name, string value) in task.Settings.Env) environment = environment.Set(name, value);
        environment = environment.Set("TASK_ID", task.Id).Set("RUN_ID", run.Id).Set("TASK_PROMPT_FILE", PromptPath(run.Id));
        return task.DocsPath is { Length: > 0 } docs ? environment.Set("TASK_DOCS", docs) : environment;
    }

    private void WritePrompt(BoardTask task, BoardRun run)
    {
        string path = PromptPath(run.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(System.Text.Encoding.UTF8.GetBytes(Prompt.Of(task)));
    }
}
