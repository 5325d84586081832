using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Limits;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Shell.Builtins;
using Drover.Shell.Jobs;
using Drover.Shell.Prompts;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary>Commands that are programs (POSIX 2.9.1.4).</summary>
internal sealed partial class Interpreter
{
    private const int ENOEXEC = 8, ENOENT = 2;

    private int RunExternal(SimpleCommand command, List<string> fields, bool replaces)
    {
        if (Environment.Has(ShellOptions.AutoCd) && IsInteractive && IsDirectory(fields)) return BuiltinTable.Find("cd")!.Run(this, ["cd", "--", fields[0]]);
        var undo = default(RedirectionUndo);
        List<(string, Variable?)>? saved = null;
        try
        {
            if (!command.Redirections.IsEmpty && !Redirector.TryApply(command.Redirections, ref undo, isOfProcess: true)) return 1;
            if (!command.Assignments.IsEmpty) saved = AssignTemporarily(command);
            return replaces && !Environment.Traps.HasAction ? Become(fields) : RunProgram(fields, command.Text);
        }
        finally
        {
            Redirector.Undo(ref undo);
            Restore(saved);
        }
    }

    // autocd: a directory that stands where a command is expected.
    private bool IsDirectory(List<string> fields) =>
        fields.Count == 1 && FileStatus.TryRead(ShellText.ToBytes(fields[0]), out _, directory: Environment.Directory) is { Kind: FileKind.Directory };

    /// <summary>Finds a program, runs it in the foreground and returns its status.</summary>
    /// <param name="fields">Its name and arguments.</param>
    /// <param name="text">The command as it was written.</param>
    /// <param name="path">The PATH to search instead of the variable.</param>
    public int RunProgram(List<string> fields, string text, string? path = null)
    {
        if (Locate(fields[0], path) is not { } file) return HandleNotFound(fields) ?? NotFound(fields[0]);
        try
        {
            return RunForeground([Program(file, fields)], text);
        }
        catch (SpawnException e)
        {
            return SpawnFailed(fields, file, text, e);
        }
    }

    /// <summary>Becomes a program; returns only when that failed: the status, and why has been said.</summary>
    public int Become(List<string> fields, string? path = null, string? name = null, bool clears = false)
    {
        if (Locate(fields[0], path) is not { } file) return HandleNotFound(fields) ?? NotFound(fields[0]);
        // The process is the host's.
        if (Session is not null)
        {
            Environment.LastStatus = RunProgram(fields, fields[0], path);
            Flow = Flow.Exit;
            return Environment.LastStatus;
        }
        if (CommandHash.WhyNotExecutable(file, Environment) is not 0 and var reason) return SayNotExecutable(fields[0], reason);
        _ = Output.Flush();
        // This shell will not see how it ends.
        if (IsInteractive) History.Complete(0);
        JobControl.Restore();
        ByteString[] arguments = [ShellText.ToBytes(name ?? fields[0]), .. fields.Skip(1).Select(ShellText.ToBytes)];
        if (Environment.Directory is { } directory) _ = WorkingDirectory.Change(directory);
        if (!IsBinary(file) && IsScript(file))
        {
            arguments = [.. ScriptFields(file, fields).Select(ShellText.ToBytes)];
            file = ScriptShell;
        }
        int errno = OwnProcess.Execute(ShellText.ToBytes(file), arguments, clears ? ProcessEnvironment.Of([]) : Environment.Variables.Environment, Environment.Descriptors.ForExecute(), Signals.IgnoredByChildren);
        if (errno == ENOENT && InterpreterOf(file) is not null)
        {
            Error($"{fields[0]}: {WhyNotExecuted(file, errno)}");
            return 127;
        }
        return SayNotExecutable(fields[0], errno);
    }

    // The kernel's "No such file or directory" is about the interpreter, not the file.
    private string WhyNotExecuted(string file, int errno) => errno == ENOENT && InterpreterOf(file) is { } interpreter ? $"its interpreter {interpreter} was not found" : ErrnoText.Describe(errno);

    private string? InterpreterOf(string file)
    {
        using Descriptor? descriptor = Descriptor.TryOpen(ShellText.ToBytes(file), OpenMode.Read, out _, directory: Environment.Directory);
        if (descriptor is null) return null;
        Span<byte> buffer = stackalloc byte[256];
        string start = ShellText.From(buffer[..Math.Max(0, descriptor.Read(buffer))]);
        if (!start.StartsWith("#!", StringComparison.Ordinal)) return null;
        string[] words = start[2..].Split('\n', 2)[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? words[0] : null;
    }

    private int SayNotExecutable(string name, int errno)
    {
        Error($"{name}: {(errno == ENOENT ? "not found" : ErrnoText.Describe(errno))}");
        return errno == ENOENT ? 127 : 126;
    }

    /// <summary>The file of a command, or null.</summary>
    public string? Locate(string name, string? path = null) =>
        name.Contains('/', StringComparison.Ordinal) ? name
        : path is not null ? CommandHash.Search(name, path, Environment)
        : Hash.Find(name, Environment);

    // A function of that name may know better, as in bash; what it does not find itself is not found.
    private int? HandleNotFound(List<string> fields)
    {
        if (_handlesNotFound || Environment.Has(ShellOptions.Posix) || !Environment.Functions.TryGet("command_not_found_handle", out ShellFunction? handler)) return null;
        _handlesNotFound = true;
        try
        {
            return Call(handler, ["command_not_found_handle", .. fields]);
        }
        finally
        {
            _handlesNotFound = false;
        }
    }

    private bool _handlesNotFound;

    /// <summary>Says that there is no such command: 127.</summary>
    public int NotFound(string name)
    {
        Error($"{name}: not found");
        if (IsInteractive && NearMiss.Find(name, this) is { } meant) Output.WriteError($"Did you mean {meant}?\n");
        Session?.CommandFailed(name, Sessions.JobFailureReason.NotFound);
        return 127;
    }

    /// <summary>The wish for a program with the current environment and descriptors.</summary>
    public ProcessSpec Program(string file, List<string> fields)
    {
        Session?.Ask(Sessions.CommandRequestKind.Program, fields, file);
        return MakeProgram(file, fields);
    }

    /// <summary>The same for what nobody is asked about.</summary>
    public ProcessSpec MakeProgram(string file, List<string> fields)
    {
        ByteString[] arguments = fields.Count > 1 ? new ByteString[fields.Count - 1] : [];
        for (int i = 0; i < arguments.Length; i++) arguments[i] = ShellText.ToBytes(fields[i + 1]);
        ByteString executable = ShellText.ToBytes(file);
        return new ProcessSpec
        {
            Executable = executable,
            Name = ReferenceEquals(file, fields[0]) ? executable : ShellText.ToBytes(fields[0]),
            Arguments = ImmutableCollectionsMarshal.AsImmutableArray(arguments),
            Environment = Environment.Variables.Environment,
            WorkingDirectory = Environment.Directory is { } directory ? new ByteString($"/proc/self/fd/{directory.Number}") : default(ByteString?),
            Redirections = Environment.Descriptors.ForChild(),
            Umask = Environment.Umask,
            Limits = Environment.Limits ?? ResourceLimits.None,
            IgnoredSignals = Signals.IgnoredByChildren,
            ScriptShell = null,
        };
    }

    /// <summary>Starts stages, waits for them and returns the pipeline's status.</summary>
    /// <exception cref="SpawnException">A stage could not be started.</exception>
    private int RunForeground(ImmutableArray<ProcessSpec> stages, string text)
    {
        // Before it starts is the last moment: afterwards the key is the job's.
        if (Signals.IsOwnInterruptPending) return 128 + Engine.Signals.Signal.INT.Number;
        Pipeline? pipeline = null;
        Signals.BeginCommand();
        try
        {
            pipeline = Environment.Has(ShellOptions.Monitor)
                ? Starter.Start(stages, GroupPlacement.NewGroup, JobControl.TerminalToGive())
                : Starter.Start(stages, waits: WaitsForThatAlone);
            // In our own group the key was for it too, but it may have come before there was anybody to get it.
            if (IsInteractive && !Environment.Has(ShellOptions.Monitor) && Signals.IsOwnInterruptPending) _ = pipeline.Signal(Engine.Signals.Signal.INT);
            var job = new Job(Jobs.NextId, pipeline, text, isBackground: false) { HasPipeFail = Environment.Has(ShellOptions.PipeFail) };
            Session?.Started(job);
            return WaitForeground(job);
        }
        finally
        {
            Signals.EndCommand(pipeline?.Status?.Last);
        }
    }

    // The status and words of POSIX 2.8.2: 127 not found, 126 found but not executable.
    private int SpawnFailed(List<string> fields, string file, string text, SpawnException e)
    {
        if (e.Errno == ENOEXEC && IsScript(file)) return RunForeground([ScriptSpec(file, fields)], text);
        Error(e.Step is not (SpawnStep.Resolve or SpawnStep.Execute)
            ? e.Message
            : $"{fields[0]}: {(e.Errno == ENOENT && e.Step == SpawnStep.Resolve ? "not found" : WhyNotExecuted(file, e.Errno))}");
        Session?.CommandFailed(text, e);
        return StatusOf(e);
    }

    // Whatever was missing, the command was found and could not be executed.
    private static int StatusOf(SpawnException e) => e.Step is SpawnStep.Resolve or SpawnStep.Execute ? e.ExitStatus : 126;

    private bool IsScript(string file)
    {
        using Descriptor? descriptor = Descriptor.TryOpen(ShellText.ToBytes(file), OpenMode.Read, out _, directory: Environment.Directory);
        return descriptor is not null && ScriptStart.IsText(descriptor);
    }
}
