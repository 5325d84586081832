using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Shell.Sessions;

/// <summary>Ends the other stages of a pipeline when one fails (<see cref="PipelineFailureMode.KillOthers"/>): in a subshell of a session that is a process of its own.</summary>
internal sealed class FailureWatch(TimeSpan grace) : IEngineObserver
{
    /// <summary>How long the others have to end themselves.</summary>
    public TimeSpan Grace => grace;

    /// <summary>Whether a stage that ended so has failed.</summary>
    public static bool IsFailure(int status) => status is not 0 && status != 128 + Signal.PIPE.Number;

    /// <summary>Whether a stage has failed, and others still run.</summary>
    public static bool EndsOthers(Pipeline pipeline, WaitStatus status) => status.HasEnded && IsFailure(status.ExitStatus) && pipeline.Stages.Any(other => !other.HasEnded);

    void IEngineObserver.StateChanged(Pipeline pipeline, ChildProcess stage, WaitStatus status)
    {
        if (EndsOthers(pipeline, status)) pipeline.BeginStop(new StopPolicy(Signal.TERM, grace));
    }
}
