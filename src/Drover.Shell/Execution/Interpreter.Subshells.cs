// Constraints
//   A subshell must not change its parent. A process is needed only where somebody could tell (signals, $PPID of children, lists in the background).
// Scheme
//   What consists of built-ins that only read and write shell state runs here, on a copied environment; everything else in a forked copy of the shell. A substitution that is
//   one program, or a pipeline of programs, is started directly: that is what the forked copy would have become.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Shell.Jobs;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Printing;
using Drover.Shell.Traps;
using Redirection = Drover.Engine.StandardStreams.Redirection;

namespace Drover.Shell.Execution;

/// <summary>Subshells and command substitutions (POSIX 2.12, 2.6.3).</summary>
internal sealed partial class Interpreter
{
    private int ExecuteSubshell(Subshell subshell)
    {
        if (!Environment.Traps.HasAction && SubshellAnalysis.IsPure(subshell.Body, this)) return ExecuteInProcess(subshell.Body, capture: null);
        try
        {
            return RunForeground([ForkSpec("subshell", () => ExecuteLast(subshell.Body), text: () => CanonicalText.Of(subshell.Body))], subshell.Text);
        }
        catch (SpawnException e)
        {
            Error(e.Message);
            return StatusOf(e);
        }
        catch (ShellErrorException e)
        {
            return Fail(e);
        }
    }

    // The parent's state comes back, whatever happened.
    private int ExecuteInProcess(CommandList body, MemoryOutput? capture)
    {
        ExecutionEnvironment outer = Environment;
        int loops = _loopDepth, returns = ReturnDepth;
        CommandNode? current = _currentCommand;
        ExecutionEnvironment inner = outer.MakeSubshell(inProcess: true);
        OpenFile? captured = capture is null ? null : new OpenFile(null) { Capture = capture };
        if (captured is not null)
        {
            inner.Descriptors.Set(1, captured.AddReference());
            ForgetErrExit(inner);
        }
        Environment = inner;
        _loopDepth = 0;
        try
        {
            int status = Execute(body);
            if (Flow != Flow.None)
            {
                // What ends the command line, or the shell, is not over with the subshell.
                bool endsAll = Flow == Flow.Interrupt || Signals.EndedBy is not null;
                if (endsAll) outer.LastStatus = status = inner.LastStatus;
                else if (Flow != Flow.Abort || !outer.Has(ShellOptions.Interactive)) status = Flow is Flow.Exit or Flow.Abort or Flow.Return ? inner.LastStatus : status;
                if (!endsAll) Flow = Flow.None;
            }
            return status;
        }
        finally
        {
            Environment = outer;
            inner.Descriptors.Release();
            captured?.Collect();
            captured?.Release();
            if (!ReferenceEquals(inner.Directory, outer.Directory)) inner.Directory?.Dispose();
            _loopDepth = loops;
            ReturnDepth = returns;
            _currentCommand = current;
        }
    }

    /// <summary>The wish for a copy of this shell that runs something and exits: a forked one, or in a session another process that is given the state.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="body">What a forked copy runs.</param>
    /// <param name="inputIsPiped">Whether a pipe comes to 0.</param>
    /// <param name="outputIsPiped">Whether a pipe comes to 1.</param>
    /// <param name="ignoresInterrupts">Whether it ignores SIGINT and SIGQUIT.</param>
    /// <param name="text">The same as <paramref name="body"/> as text, which another process runs.</param>
    /// <param name="isSource">Whether aliases are still to be replaced in the text.</param>
    private ProcessSpec ForkSpec(string name, Func<int> body, bool inputIsPiped = false, bool outputIsPiped = false, bool ignoresInterrupts = false,
        Func<string>? text = null, bool isSource = false)
    {
        if (Session is not null) return Session.Subshell(this, name, text, isSource, inputIsPiped, outputIsPiped);
        try
        {
            Environment.Descriptors.PrepareForFork(except: outputIsPiped ? 1 : -1);
        }
        catch (SystemCallException e)
        {
            throw new ShellErrorException($"{name}: could not start a process: {ErrnoText.Describe(e.Errno)}", 126) { EndsCommandOnly = true };
        }
        SignalSet ignored = ignoresInterrupts ? PendingTraps.WithInterrupts(Signals.IgnoredByChildren) : Signals.IgnoredByChildren;
        return ProcessSpec.OfFork(ShellText.ToBytes(name), () =>
        {
            EnterForkedChild(ignored);
            if (inputIsPiped) Environment.Descriptors.ReplaceByOwnNumber(0);
            if (outputIsPiped) Environment.Descriptors.ReplaceByOwnNumber(1);
            int status;
            try
            {
                status = body();
            }
            catch (ShellErrorException e)
            {
                status = Fail(e);
            }
            return Leave(status);
        }) with
        { IgnoredSignals = ignored };
    }

    private void EnterForkedChild(SignalSet ignored)
    {
        Environment = Environment.MakeSubshell(inProcess: false);
        if (Environment.Directory is { } directory)
        {
            _ = WorkingDirectory.Change(directory);
            Environment.Directory = null;
        }
        Starter.ForgetAfterFork();
        Jobs.ForgetAfterFork();
        JobControl.ForgetAfterFork();
        Signals.EnterSubshell();
        Signals.SetIgnored(ignored);
        _loopDepth = 0;
        Flow = Flow.None;
    }

    /// <summary>The exit status of this shell after its last command: runs the trap of EXIT.</summary>
    public int Leave(int status)
    {
        if (Flow is Flow.Exit or Flow.Abort or Flow.Return or Flow.Interrupt) status = Environment.LastStatus;
        Flow = Flow.None;
        Environment.LastStatus = status;
        status = Signals.RunExit(status);
        _ = Output.Flush();
        if (!IsInteractive) Signals.DieOfSignal();
        return status & 0xFF;
    }

    /// <summary>The end of an interactive shell: jobs hear of it where that is due, and terminal and group are as they were found.</summary>
    public int LeaveInteractive(int status)
    {
        status = Leave(status);
        bool hangsUp = Signals.EndedBy is not null || (Environment.Has(ShellOptions.HangUpOnExit) && Environment.Has(ShellOptions.Login));
        foreach (Job job in Jobs.All)
        {
            // Nobody could continue a stopped one: the kernel does the same when its group is orphaned.
            if (!job.IsSpared && (hangsUp || job.State == JobState.Stopped)) job.HangUp();
        }
        JobControl.Restore();
        Signals.DieOfSignal();
        return status;
    }

    // As in bash: set -e counts in a substitution only in POSIX mode, or with inherit_errexit.
    private static void ForgetErrExit(ExecutionEnvironment environment)
    {
        if (!environment.Has(ShellOptions.Posix) && !environment.Has(ShellOptions.InheritErrExit)) environment.SetOption(ShellOptions.ErrExit, false);
    }

    /// <summary>What a command substitution stands for: its output without the newlines at the end.</summary>
    public string Substitute(CommandSubstitutionPart part)
    {
        TraceDepth++;
        try
        {
            return SubstituteOne(part);
        }
        finally
        {
            TraceDepth--;
        }
    }

    private string SubstituteOne(CommandSubstitutionPart part)
    {
        if (part.File is not null && !Environment.Has(ShellOptions.Posix)) return ReadFile(part.File);
        if (part.Body.Items.IsEmpty)
        {
            SubstitutionStatus = 0;
            return "";
        }
        int line = Line;
        string text;
        if (Environment.Aliases.Count > 0 || SubshellAnalysis.MayDefineAlias(part.Body))
        {
            // Aliases are looked up now, and line by line, so that it may define some for its own use.
            string source = part.IsBackquoted ? part.Body.Source.Text : part.Body.Source.Text[(part.Start + 2)..(part.End - 1)];
            text = SubstituteProcess(() =>
            {
                ForgetErrExit(Environment);
                return ExecuteText(source, line);
            }, () => source);
        }
        else if (!Environment.Traps.HasAction && SubshellAnalysis.IsPure(part.Body, this))
        {
            var memory = new MemoryOutput();
            int guard = _errexitGuard;
            SubstitutionStatus = ExecuteInProcess(part.Body, memory);
            _errexitGuard = guard;
            text = WithoutNewlines(memory.Bytes);
        }
        else
        {
            text = SubstituteProcess(() =>
            {
                ForgetErrExit(Environment);
                return ExecuteLast(part.Body);
            }, () => CanonicalText.Of(part.Body), part.Body);
        }
        Line = line;
        Environment.LastStatus = SubstitutionStatus;
        ThrowIfInterrupted();
        return text;
    }

    private string SubstituteProcess(Func<int> body, Func<string> source, CommandList? list = null)
    {
        // The pipe comes to 1 in the child, whatever is there.
        ProcessSpec spec = ((Session is null ? null : TryProgramAlone(list))
            ?? ForkSpec("command substitution", body, outputIsPiped: true, text: source, isSource: list is null)).Redirect(Redirection.PipeFromChild(1));
        Signals.BeginCommand();
        Pipeline? started = null;
        try
        {
            started = StartSubstitution(spec);
            return ReadSubstitution(started);
        }
        finally
        {
            started?.Dispose();
            // As in every other shell: what the substitution made of the key, the command that it is part of is not executed.
            Signals.EndCommand(null);
        }
    }

    private string ReadSubstitution(Pipeline pipeline)
    {
        using Descriptor output = pipeline.Stages[0].TakePipe(1);
        var memory = new MemoryOutput();
        if (Session is not null)
        {
            Session.ReadAll(pipeline, output, memory);
            SubstitutionStatus = pipeline.Status!.ExitStatus;
            return WithoutNewlines(memory.Bytes);
        }
        Span<byte> buffer = new byte[64 * 1024];
        bool interrupted = false;
        while (true)
        {
            // The key goes to the substitution as well; but it may have come before that was there.
            if (!interrupted && IsInteractive && !Signals.WaitReadable(output) && Signals.IsOwnInterruptPending)
            {
                interrupted = true;
                _ = pipeline.Signal(Signal.INT);
            }
            Signals.WaitReadableOrEnd(output);
            ThrowIfToEnd(pipeline);
            int n = output.Read(buffer);
            if (n <= 0) break;
            memory.Write(buffer[..n]);
        }
        while (pipeline.Status is null)
        {
            ThrowIfToEnd(pipeline);
            WaitForOne(pipeline);
        }
        SubstitutionStatus = pipeline.Status.ExitStatus;
        return WithoutNewlines(memory.Bytes);
    }

    // The shell ends then, and waits for nobody.
    private void ThrowIfToEnd(Pipeline pipeline)
    {
        if (!Signals.IsEndPending) return;
        _ = pipeline.Signal(Signal.HUP);
        ThrowIfEnding();
    }

    private Pipeline StartSubstitution(ProcessSpec spec)
    {
        try
        {
            return Starter.Start([spec], Session is null ? GroupPlacement.Ours : GroupPlacement.NewGroup);
        }
        catch (SpawnException e)
        {
            throw new ShellErrorException(e.Message, StatusOf(e)) { EndsCommandOnly = true };
        }
    }

    // What another process would have become anyway.
    private ProcessSpec? TryProgramAlone(CommandList? list) =>
        list is { Items: [{ IsAsync: false, Rest.IsEmpty: true, First: { IsNegated: false, Timing: PipelineTiming.None, Commands: [var only] } }] }
            ? TryProgramStage(only, readsPipe: false, writesPipe: true)
            : null;

    private string ReadFile(Word target)
    {
        string path = Words.ExpandText(target);
        SubstitutionStatus = 0;
        Session?.Ask(Sessions.CommandRequestKind.Redirection, ["<", path]);
        using Descriptor? file = FileOpening.TryOpen(this, ShellText.ToBytes(Environment.OwnPath(path)), OpenMode.Read, out int errno);
        var memory = new MemoryOutput();
        if (file is not null && TryReadAll(file, memory, out errno)) return WithoutNewlines(memory.Bytes);
        Error($"{path}: {ErrnoText.Describe(errno)}");
        SubstitutionStatus = 1;
        return "";
    }

    // It may have no end, or nobody who writes to it.
    private bool TryReadAll(Descriptor file, MemoryOutput into, out int errno)
    {
        errno = 0;
        Span<byte> buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                Attention.Look();
                if (!Signals.WaitReadable(file)) continue;
                int n = file.Read(buffer);
                if (n <= 0) return true;
                into.Write(buffer[..n]);
            }
        }
        catch (SystemCallException e)
        {
            errno = e.Errno;
            return false;
        }
    }

    private static string WithoutNewlines(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimEnd((byte)'\n');
        string text = ShellText.From(bytes);
        return text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
    }
}
