using System.Collections.Immutable;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;
using Job = Drover.Shell.Jobs.Job;

namespace Drover.Shell.Sessions;

/// <summary>Jobs and processes of a session: how they start, and what is told of them.</summary>
internal sealed partial class SessionLink
{
    private const int FirstStateNumber = 10;

    private readonly List<Descriptor> _untilStarted = [];
    private readonly Dictionary<CancellationTokenSource, Pipeline?> _hostStages = [];
    private PipelineTrace? _starting;

    /// <summary>The interpreter; set once, before it is used.</summary>
    public Interpreter Shell { get; set; } = null!;

    /// <summary>The wish for a subshell in a process of its own, which is given the state of this one (docs/decisions/0013).</summary>
    public ProcessSpec Subshell(Interpreter shell, string name, Func<string>? text, bool isSource, bool inputIsPiped, bool outputIsPiped)
    {
        if (text is null) throw new ShellErrorException($"{name}: this can't be done in an embedded session", 126) { EndsCommandOnly = true };
        string source = text();
        Ask(CommandRequestKind.Subshell, [], text: source);
        string executable = ShellExecutable;
        Descriptor file = OwnNumbers.TryMemoryFile(OpenFile.FirstNumber, out int errno)
            ?? throw new ShellErrorException($"{name}: could not start a process: {ErrnoText.Describe(errno)}", 126) { EndsCommandOnly = true };
        _untilStarted.Add(file);
        file.WriteAll(SubshellState.Write(shell, source, isSource));
        int number = Math.Max(FirstStateNumber, shell.Environment.Descriptors.Limit);
        var fields = new List<string> { "drover", "sh", SubshellEntry.Option, ShellText.Of(number) };
        ProcessSpec spec = shell.MakeProgram(executable, fields);
        return spec with
        {
            // The child sets these itself: no helper is needed.
            Umask = null,
            Limits = Engine.Limits.ResourceLimits.None,
            IgnoredSignals = default,
            Redirections = spec.Redirections.RemoveAll(redirection => (inputIsPiped && redirection.Target == 0) || (outputIsPiped && redirection.Target == 1))
                .Add(Redirection.Descriptor(number, file)),
        };
    }

    /// <summary>A start begins.</summary>
    public ImmutableArray<ProcessSpec> BeforeStart(ImmutableArray<ProcessSpec> stages)
    {
        _starting = PipelineTrace.Begin(ref stages, Current?.Parent ?? default, !Options.RedactsCommands);
        return stages;
    }

    /// <summary>A start is over, or not even begun: what was open for it is closed.</summary>
    public void AfterStart()
    {
        _starting?.Failed();
        _starting = null;
        foreach (Descriptor descriptor in _untilStarted) descriptor.Dispose();
        _untilStarted.Clear();
    }

    /// <summary>Whether one more may live in the background; says so if not.</summary>
    public bool MayStartJob(string text)
    {
        Session.Prune();
        int live = Shell.Jobs.All.Count(job => job.Pipeline.Status is null);
        if (live < Options.MaxJobs) return true;
        Shell.Error($"too many jobs: {live} live, and the session may have {Options.MaxJobs}; wait for some, or raise SessionOptions.MaxJobs");
        CommandFailed(text, JobFailureReason.LimitExceeded);
        return false;
    }

    /// <summary>Gives a background job an output of its own, in place of the evaluation's.</summary>
    public JobOutputScope? RedirectJob(ExecutionEnvironment environment)
    {
        List<int> numbers = [];
        for (int number = 1; number <= 2; number++)
            if (environment.Descriptors[number] is { } file && Session.IsOwnOutput(file)) numbers.Add(number);
        if (numbers.Count == 0) return null;
        OutputCapture capture;
        OpenFile end;
        try
        {
            capture = Session.OpenCapture(Options.MaxJobOutputBytes, keepsNewest: true, Session.OutputCopies, out end);
        }
        catch (SystemCallException e)
        {
            throw new ShellErrorException($"could not start a job: {ErrnoText.Describe(e.Errno)}", 126) { EndsCommandOnly = true };
        }
        return new JobOutputScope(environment, capture, end, numbers);
    }

    /// <summary>A job was started.</summary>
    public void Started(Job job, JobOutputScope? output = null)
    {
        Pipeline pipeline = job.Pipeline;
        ShellJob face = FaceOf(job);
        face.Capture = output?.Capture;
        face.EndedFor = null;
        face.Activity = ShellTelemetry.JobStarted(job.Id, Options.RedactsCommands ? null : face.CommandText, Current?.Parent ?? default);
        Session.Jobs.Put(face);
        Events.Publish(new JobStarted { JobId = job.Id, CommandText = face.CommandText, Group = pipeline.Group.Id, IsBackground = job.IsBackground });
        if (_quiet is not null)
        {
            face.Input = Shell.Environment.Descriptors[0] is { IsMemory: false, PipeEnd: < 0 } input ? FileStatus.TryRead(input.Number, out _) : null;
            _quiet.Begin();
        }
        if (job.IsBackground) Current?.Started(face, Options.AnnouncesJobs);
        pipeline.WhenCompleted(_ => Ended(face));
    }

    /// <summary>A command could not be started.</summary>
    public void CommandFailed(string text, SpawnException failure) => CommandFailed(text, failure.ExitStatus switch
    {
        127 => JobFailureReason.NotFound,
        126 => JobFailureReason.NotExecutable,
        _ => JobFailureReason.SpawnError,
    });

    /// <summary>A command could not be started.</summary>
    public void CommandFailed(string text, JobFailureReason reason)
    {
        ShellTelemetry.JobFailed(reason);
        Events.Publish(new JobFailed { CommandText = ShellStrings.Unicode(text), Reason = reason });
    }

    /// <summary>What the host sees of a job.</summary>
    public ShellJob FaceOf(Job job) => job.Face ??= new ShellJob(this, job);

    /// <summary>Tells of a job that has stopped or goes on, if that is new.</summary>
    public void CheckStop(ShellJob face)
    {
        Pipeline pipeline = face.Job.Pipeline;
        if (pipeline.Status is not null || pipeline.IsStopped == face.WasStopped) return;
        face.WasStopped = pipeline.IsStopped;
        if (pipeline.StoppedBy is { } signal)
        {
            face.Stopped();
            Events.Publish(new JobStopped { JobId = face.Id, CommandText = face.CommandText, Signal = signal });
            // The session was waiting for it.
            if (_inFront.Contains(pipeline)) Current?.Started(face, announces: false);
        }
        else
        {
            face.Continued();
            Events.Publish(new JobContinued { JobId = face.Id, CommandText = face.CommandText });
        }
    }

    void IEngineObserver.Started(Pipeline pipeline)
    {
        long id = ++_pipelineIds;
        bool killsOthers = pipeline.Stages.Length > 1 && KillsOthers;
        PipelineTrace trace = _starting!;
        _starting = null;
        trace.Started(id, pipeline);
        _pipelines.Add(pipeline, (id, trace, killsOthers));
        Events.Publish(new PipelineStarted { PipelineId = id, Stages = pipeline.Stages.Length });
        pipeline.WhenCompleted(PipelineEnded);
    }

    void IEngineObserver.StateChanged(Pipeline pipeline, ChildProcess stage, WaitStatus status)
    {
        if (!status.HasEnded || pipeline.Status is null)
            if (FaceOf(pipeline) is { } face) CheckStop(face);
        if (status.HasEnded && FailureWatch.IsFailure(status.ExitStatus))
            foreach ((CancellationTokenSource ends, Pipeline? processes) in _hostStages)
                if (processes == pipeline) ends.Cancel();
        if (!_pipelines.TryGetValue(pipeline, out var known)) return;
        if (status.HasEnded) known.Trace.StageEnded(pipeline, stage);
        if (known.KillsOthers && FailureWatch.EndsOthers(pipeline, status)) EndOthers(pipeline);
    }

    /// <summary>Whether a stage that fails ends the others.</summary>
    public bool KillsOthers => (Current?.Options.FailureMode ?? Options.FailureMode) == PipelineFailureMode.KillOthers;

    /// <summary>How long they have to end themselves.</summary>
    public TimeSpan FailureGrace => Current?.Options.Grace ?? Options.DisposeGrace;

    /// <summary>Tells commands of the host's, stages of one pipeline with processes, when one of these fails; null when nothing is to be told. To be given back.</summary>
    public CancellationTokenSource? BeginHostStages(Pipeline? processes)
    {
        if (!KillsOthers) return null;
        var ends = CancellationTokenSource.CreateLinkedTokenSource(Current?.Cancelled.Token ?? default);
        _hostStages.Add(ends, processes);
        if (processes?.Stages.Any(stage => stage.HasEnded && FailureWatch.IsFailure(stage.Status.ExitStatus)) == true) ends.Cancel();
        return ends;
    }

    /// <summary>The pipeline is over.</summary>
    public void EndHostStages(CancellationTokenSource ends)
    {
        _hostStages.Remove(ends);
        ends.Dispose();
    }

    /// <summary>A command of the host's, a stage beside these processes, has ended: if it has failed, all else of the pipeline ends.</summary>
    public void HostStageEnded(CancellationTokenSource ends, int status) => Post(() =>
    {
        if (!FailureWatch.IsFailure(status) || !_hostStages.TryGetValue(ends, out Pipeline? processes)) return;
        if (processes is { Status: null }) EndOthers(processes);
        ends.Cancel();
    });

    private void EndOthers(Pipeline pipeline)
    {
        if (FaceOf(pipeline) is { } face) face.EndedFor ??= JobFailureReason.StageFailed;
        pipeline.BeginStop(new StopPolicy(Signal.TERM, FailureGrace));
    }

    private void PipelineEnded(Pipeline pipeline)
    {
        if (!_pipelines.Remove(pipeline, out (long Id, PipelineTrace Trace, bool KillsOthers) known)) return;
        PipelineStatus status = pipeline.Status!;
        known.Trace.Ended(status);
        Events.Publish(new PipelineCompleted { PipelineId = known.Id, Duration = status.Elapsed, Statuses = status.Stages, Usage = status.Usage });
    }

    private void Ended(ShellJob face)
    {
        PipelineStatus status = face.Job.Pipeline.Status!;
        face.EndSeen = Options.Time.GetUtcNow();
        JobFailureReason? reason = face.EndedFor ?? (status.Last.Kind == WaitStatusKind.Signalled ? JobFailureReason.Signalled : null);
        ShellTelemetry.JobEnded(face.Activity, status.ExitStatus, status.Elapsed, reason);
        if (reason is { } why) Events.Publish(new JobFailed { JobId = face.Id, CommandText = face.CommandText, Reason = why, End = status.Last, Duration = status.Elapsed });
        else Events.Publish(new JobCompleted { JobId = face.Id, CommandText = face.CommandText, ExitStatus = status.ExitStatus, Duration = status.Elapsed, Usage = status.Usage });
        // What it wrote is complete before anybody hears of its end.
        if (face.Capture is { } capture) capture.Drain(() => face.Ended(status.Last));
        else face.Ended(status.Last);
    }
}
