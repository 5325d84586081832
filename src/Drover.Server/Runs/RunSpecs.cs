using System.Collections.Immutable;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;
using Drover.Runs;
using Drover.Server.Agents;
using Drover.Server.Tasks;

namespace Drover.Server.Runs;

/// <summary>Makes the specs of durable runs from board runs.</summary>
internal sealed class RunSpecs(string serverDirectory)
{
    /// <summary>The label that carries a board run's id on its durable run, so that a server which was killed in between finds it again.</summary>
    public const string RunLabel = "drover.board.run";

    /// <summary>The label that carries the task's id.</summary>
    public const string TaskLabel = "drover.board.task";

    private const string InputSuffix = ".input";

    // MAX_ARG_STRLEN of execve(2), with the terminating NUL.
    private const int GreatestArgument = 131072;

    /// <summary>The label that carries the names of the variables whose values are nowhere to be shown, with commas between them.</summary>
    public const string SecretsLabel = "drover.board.secrets";

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
    public RunSpec Make(BoardTask task, BoardRun run, AgentProfile profile)
    {
        Write(PromptPath(run.Id), Prompt.Of(task));
        if (profile.Input == AgentInput.PromptFile) Write(PromptPath(run.Id) + InputSuffix, PromptPath(run.Id) + "\n");
        foreach (string word in run.Command)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(word) >= GreatestArgument)
                throw new ArgumentException("The prompt is longer than an argument may be (128 KiB): use {promptFile} instead of {prompt} in the agent's command, or the stdin 'prompt' in its profile.");
        }
        return new RunSpec
        {
            Command = [.. run.Command.Select(word => new ByteString(word))],
            WorkingDirectory = run.WorkingDirectory,
            Environment = EnvironmentOf(task, run, profile),
            Labels = LabelsOf(run, profile),
            PseudoTerminal = profile.Input == AgentInput.Terminal ? new TerminalSize((ushort)profile.Columns, (ushort)profile.Rows) : null,
            Input = profile.Input switch
            {
                AgentInput.Prompt or AgentInput.PromptFile => InputKind.File,
                AgentInput.Pipe => InputKind.Pipe,
                _ => InputKind.None,
            },
            InputFile = profile.Input switch
            {
                AgentInput.Prompt => PromptPath(run.Id),
                AgentInput.PromptFile => PromptPath(run.Id) + InputSuffix,
                _ => (ByteString?)null,
            },
            Timeout = Span(run.Limits.TimeoutMs),
            IdleTimeout = Span(run.Limits.IdleTimeoutMs),
            Grace = TimeSpan.FromMilliseconds(run.Limits.GraceMs),
            StopSignal = Signal.TryParse(run.Rules.StopSignal, out Signal signal) && signal.Number > 0 ? signal : Signal.TERM,
            MemoryBytes = run.Limits.MemoryBytes,
            Cpus = run.Limits.Cpus,
            Pids = run.Limits.Pids,
            MaxLogBytes = run.Limits.OutputBytes,
            OpenFiles = (ulong?)run.Limits.Nofile,
        };
    }

    private static TimeSpan? Span(long? ms) => ms is { } n ? TimeSpan.FromMilliseconds(n) : null;

    private static ImmutableSortedDictionary<string, string> LabelsOf(BoardRun run, AgentProfile profile)
    {
        ImmutableSortedDictionary<string, string> labels = ImmutableSortedDictionary<string, string>.Empty.Add(RunLabel, run.Id).Add(TaskLabel, run.TaskId);
        return profile.Environment.Secrets.IsEmpty ? labels : labels.Add(SecretsLabel, string.Join(',', profile.Environment.Secrets));
    }

    private ProcessEnvironment EnvironmentOf(BoardTask task, BoardRun run, AgentProfile profile)
    {
        ProcessEnvironment environment = profile.Environment.Apply(ProcessEnvironment.Inherited);
        foreach ((string name, string value) in task.Settings.Env) environment = environment.Set(name, value);
        environment = environment.Set("TASK_ID", task.Id).Set("RUN_ID", run.Id).Set("TASK_PROMPT_FILE", PromptPath(run.Id));
        return task.DocsPath is { Length: > 0 } docs ? environment.Set("TASK_DOCS", docs) : environment;
    }

    /// <summary>Removes what was written for a run that is forgotten.</summary>
    public void Remove(string runId)
    {
        if (!File.Exists(PromptPath(runId))) return;
        File.Delete(PromptPath(runId) + InputSuffix);
        File.Delete(PromptPath(runId));
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
