// Constraints
//   One thread, no async: the same code runs in forked children, where no other thread exists. A loop of built-ins must not allocate per command where it can be avoided.
// Scheme
//   A walk over the syntax tree. Each step returns an exit status; break, continue, return, exit and errors are a pending Flow that every step looks at and passes up. What is
//   found out about a node once is kept in its annotation.

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Drover.Shell.Expansions;
using Drover.Shell.Histories;
using Drover.Shell.Jobs;
using Drover.Shell.Prompts;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Traps;

namespace Drover.Shell.Execution;

/// <summary>Executes commands (POSIX 2.9).</summary>
internal sealed partial class Interpreter
{
    private const int GreatestTrapDepth = 50;

    private int _errexitGuard;
    private int _loopDepth;
    private RandomNumbers _random;

    public Interpreter(ExecutionEnvironment environment, PipelineStarter starter, Sessions.SessionLink? session = null)
    {
        Environment = environment;
        Session = session;
        Starter = starter;
        Words = new WordExpander(this);
        Arithmetic = new ArithmeticEvaluator(this);
        Output = new ShellOutput(this);
        Redirector = new Redirector(this);
        Signals = new PendingTraps(this);
        JobControl = new JobControl(this);
        Window = new TerminalWindow(this);
        History = new CommandHistory(this);
    }

    public ExecutionEnvironment Environment { get; private set; }

    public PipelineStarter Starter { get; }

    /// <summary>The embedded session that this interpreter is; null in a shell that has a process of its own.</summary>
    public Sessions.SessionLink? Session { get; }

    /// <summary>The statuses of the stages of the last pipeline.</summary>
    public ImmutableArray<int> PipeStatus => _pipeStatuses is null ? [_pipeStatus] : [.. _pipeStatuses];

    /// <summary>The built-in of that name, or null.</summary>
    public Builtins.Builtin? FindBuiltin(string name) => Environment.DisabledBuiltins?.Contains(name) == true ? null : Session?.FindBuiltin(name) ?? Builtins.BuiltinTable.Find(name);

    public WordExpander Words { get; }

    public ArithmeticEvaluator Arithmetic { get; }

    public Redirector Redirector { get; }

    /// <summary>What built-ins write.</summary>
    public ShellOutput Output { get; }

    public PendingTraps Signals { get; }

    public JobTable Jobs { get; private set; } = new();

    public JobControl JobControl { get; }

    /// <summary>The terminal's size as the shell knows it.</summary>
    public TerminalWindow Window { get; }

    /// <summary>The commands that were entered.</summary>
    public CommandHistory History { get; }

    /// <summary>How many commands were entered at a prompt.</summary>
    public int CommandNumber { get; set; }

    /// <summary>The version of the program, for prompts.</summary>
    public string Version { get; init; } = "0";

    /// <summary>Whether a user is at work with this very shell: a subshell is not interactive, whatever <c>$-</c> says.</summary>
    public bool IsInteractive => Environment.Depth == 0 && Environment.Has(ShellOptions.Interactive);

    public CommandHash Hash { get; } = new();

    /// <summary>How far <c>getopts</c> has come.</summary>
    public Builtins.GetoptsState Getopts { get; } = new();

    /// <summary>What is to happen instead of the next command.</summary>
    public Flow Flow { get; set; }

    /// <summary>How many loops <see cref="Flow.Break"/> and <see cref="Flow.Continue"/> are about.</summary>
    public int FlowCount { get; set; }

    /// <summary>The line of the current command.</summary>
    public int Line { get; set; }

    /// <summary>How many loops enclose the current command.</summary>
    public int LoopDepth => _loopDepth;

    /// <summary>How many functions and dot scripts <c>return</c> could leave.</summary>
    public int ReturnDepth { get; set; }

    public int FunctionDepth { get; private set; }

    /// <summary>How often <c>set</c> has changed the positional parameters of the current function, or of the script outside of functions.</summary>
    public int PositionalSets { get; set; }

    /// <summary>The status of the last command substitution of the current command; -1 when there was none.</summary>
    public int SubstitutionStatus { get; set; } = -1;

    // set -n (POSIX set): an interactive shell takes no notice of it.
    private bool OnlyReads => Environment.Has(ShellOptions.NoExec) && !Environment.Has(ShellOptions.Interactive);

    private bool IsErrexit => _errexitGuard == 0 && Environment.Has(ShellOptions.ErrExit);

    /// <summary>Executes a list and returns the status of the last command.</summary>
    public int Execute(CommandList list)
    {
        int status = 0;
        foreach (ListItem item in list.Items)
        {
            status = item.IsAsync ? StartAsync(item) : ExecuteAndOr(item);
            // A pending exit or return has its own.
            if (Flow != Flow.None) return KeepStatus(status);
            Environment.LastStatus = status;
        }
        return status;
    }

    private int KeepStatus(int status)
    {
        if (Flow is Flow.Exit or Flow.Abort or Flow.Return or Flow.Interrupt) return Environment.LastStatus;
        Environment.LastStatus = status;
        return status;
    }

    /// <summary>Says on the standard error what went wrong, and where.</summary>
    public void Error(string message)
    {
        bool hasLine = Line > 0 && !Environment.Has(ShellOptions.Interactive);
        // The line is one of the file that the command comes from.
        string file = hasLine && !Environment.Has(ShellOptions.Posix) && _calls is [.., { Source: { } source }] ? source : Environment.ScriptName;
        Output.WriteError(hasLine ? $"{file}: line {ShellText.Of(Line)}: {message}\n" : $"{Environment.ScriptName}: {message}\n");
    }

    /// <summary>Ends the shell with a status, or comes back to the prompt if it is interactive.</summary>
    public int Abort(int status)
    {
        Flow = Flow.Abort;
        _abortEndsShell = true;
        Environment.LastStatus = status;
        return status;
    }

    // Where bash's additions are, most errors of expansions end the command line and not the script.
    private bool _abortEndsShell;

    /// <summary>Says what the error is and aborts.</summary>
    public int Fail(ShellErrorException error)
    {
        if (!error.IsSaid) Error(error.Message);
        if (error.EndsCommandOnly) return error.Status;
        Abort(error.Status);
        _abortEndsShell = error.EndsShell || Environment.Has(ShellOptions.Posix) || Environment.Has(ShellOptions.CommandString) || Environment.Depth > 0;
        if (error.IsInterrupt) Flow = Signals.EndedBy is not null ? Flow.Exit : Flow.Interrupt;
        return error.Status;
    }

    private int ExecuteAndOr(ListItem item)
    {
        if (item.Rest.IsEmpty) return ExecutePipeline(item.First);
        int status = ExecuteGuarded(item.First);
        for (int i = 0; i < item.Rest.Length && Flow == Flow.None; i++)
        {
            AndOrTail tail = item.Rest[i];
            if (tail.IsOr == (status == 0)) continue;
            Environment.LastStatus = status;
            status = i < item.Rest.Length - 1 ? ExecuteGuarded(tail.Pipeline) : ExecutePipeline(tail.Pipeline);
        }
        return status;
    }

    // set -e does not look at it (POSIX set).
    private int ExecuteGuarded(CommandPipeline pipeline)
    {
        _errexitGuard++;
        int status = ExecutePipeline(pipeline);
        _errexitGuard--;
        return status;
    }

    private int ExecutePipeline(CommandPipeline pipeline)
    {
        if (OnlyReads) return 0;
        return pipeline.Timing != PipelineTiming.None ? ExecuteTimed(pipeline) : ExecuteUntimed(pipeline);
    }

    private int ExecuteUntimed(CommandPipeline pipeline)
    {
        if (pipeline.IsNegated)
        {
            _errexitGuard++;
            int negated = pipeline.Commands.Length == 0 ? 0 : pipeline.Commands.Length == 1 ? Execute(pipeline.Commands[0]) : ExecuteStages(pipeline);
            _errexitGuard--;
            if (Flow is Flow.Exit or Flow.Abort or Flow.Return or Flow.Interrupt) return negated;
            if (pipeline.Commands is [SimpleCommand or Subshell or ConditionalCommand or ArithmeticCommand]) RememberStatus(negated);
            negated = negated == 0 ? 1 : 0;
            return Signals.IsPending ? RunTraps(negated) : negated;
        }
        int status;
        bool counts = true;
        if (pipeline.Commands.Length == 1)
        {
            CommandNode command = pipeline.Commands[0];
            _redirectionFailed = false;
            status = Execute(command);
            // The failure of a compound command is that of a command in it, which was looked at, or was not to be.
            counts = command is SimpleCommand or Subshell or ConditionalCommand or ArithmeticCommand || _redirectionFailed;
            if (counts) RememberStatus(status);
            // The line of the call, not that of what was executed last.
            if (counts && status != 0 && Environment.Traps.HasCommandTrap) Line = command.Position.Line;
        }
        else
        {
            // As in bash DEBUG comes before each simple stage, in the shell itself.
            if (Environment.Traps.HasCommandTrap)
                foreach (CommandNode stage in pipeline.Commands)
                    if (stage is SimpleCommand) Debug(stage);
            if (Flow != Flow.None) return Environment.LastStatus;
            status = ExecuteStages(pipeline);
            if (Environment.Traps.HasCommandTrap && !RunsCommandTrap) (_currentCommand, Line) = (pipeline.Commands[^1], pipeline.Position.Line);
        }
        if (Signals.IsPending) status = RunTraps(status);
        if (status != 0 && counts && Environment.Traps.HasCommandTrap && Flow == Flow.None && _errexitGuard == 0) RunCommandTrap(TrapConditions.Error, status);
        if (status != 0 && counts && Flow == Flow.None && IsErrexit)
        {
            Environment.LastStatus = status;
            Flow = Flow.Exit;
        }
        return status;
    }

    // Between two commands.
    private int RunTraps(int status)
    {
        if (Flow is not (Flow.None or Flow.Break or Flow.Continue)) return status;
        // A trap that sends its own signal: the next one waits until these have ended.
        if (Signals.Depth >= GreatestTrapDepth) return status;
        Environment.LastStatus = status;
        // The loops of a trap are not those that the command leaves.
        (Flow flow, int loops, int left) = (Flow, FlowCount, _breakStatus);
        (Flow, _breakStatus) = (Flow.None, 0);
        Signals.Run();
        if (Flow == Flow.None) (Flow, FlowCount, _breakStatus) = (flow, loops, left);
        return Flow is Flow.Exit or Flow.Abort or Flow.Return or Flow.Interrupt ? Environment.LastStatus : status;
    }

    private int Execute(CommandNode command)
    {
        if (command is SimpleCommand simple) return ExecuteSimple(simple);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Error("commands are nested too deeply");
            return Abort(2);
        }
        Ending ending = TakeEnding();
        if (command is FunctionDefinition) return ExecuteCompound(command);
        if (Environment.Traps.HasCommandTrap && command is CaseCommand or ArithmeticCommand or ArithmeticForCommand or ConditionalCommand) Debug(command);
        int substitutions = BeginSubstitutions();
        if (command.Redirections.IsEmpty)
        {
            int plain = ExecuteCompound(command);
            EndSubstitutions(substitutions);
            return plain;
        }
        Line = command.Position.Line;
        var undo = default(RedirectionUndo);
        try
        {
            if (!Redirector.TryApply(command.Redirections, ref undo, isOfProcess: command is Subshell))
            {
                _redirectionFailed = true;
                return 1;
            }
            if (ending == Ending.Whole) undo.Forget();
            int status = ExecuteCompound(command);
            _redirectionFailed = false;
            return status;
        }
        catch (ShellErrorException e)
        {
            return Fail(e);
        }
        finally
        {
            Redirector.Undo(ref undo);
            EndSubstitutions(substitutions);
        }
    }

    private bool _redirectionFailed;

    // It is for this command, not for those within it.
    private Ending TakeEnding()
    {
        Ending ending = _ending;
        _ending = Ending.None;
        return ending;
    }
}
