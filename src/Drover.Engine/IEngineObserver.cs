using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.Engine;

/// <summary>Is told what an engine does, on the loop's thread, in order.</summary>
public interface IEngineObserver
{
    /// <summary>A pipeline was started.</summary>
    void Started(Pipeline pipeline) { }

    /// <summary>A stage stopped, went on or ended.</summary>
    void StateChanged(Pipeline pipeline, ChildProcess stage, WaitStatus status) { }

    /// <summary>A process that was not started by us but came to us as an orphan ended, and was reaped.</summary>
    /// <param name="pid">Its pid.</param>
    /// <param name="name">The name of its program, up to 15 bytes (proc(5), comm).</param>
    /// <param name="status">How it ended.</param>
    void StrayReaped(int pid, string name, WaitStatus status) { }

    /// <summary>A stop begins; <paramref name="found"/> processes get <paramref name="policy"/>'s signal.</summary>
    void Stopping(Pipeline pipeline, StopPolicy policy, int found) { }

    /// <summary>The grace is over with <paramref name="left"/> processes alive, which get SIGKILL now.</summary>
    void Escalating(Pipeline pipeline, int left) { }

    /// <summary>A stop is over.</summary>
    void Stopped(Pipeline pipeline, StopReport report) { }
}
