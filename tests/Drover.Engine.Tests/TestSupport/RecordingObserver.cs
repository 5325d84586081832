using System.Collections.Concurrent;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.Engine.Tests.TestSupport;

/// <summary>Writes down what an engine tells.</summary>
internal sealed class RecordingObserver : IEngineObserver
{
    public ConcurrentQueue<string> Events { get; } = new();

    public ConcurrentQueue<(int Pid, string Name, WaitStatus Status)> Strays { get; } = new();

    public void Started(Pipeline pipeline) => Events.Enqueue("started");

    public void StateChanged(Pipeline pipeline, ChildProcess stage, WaitStatus status) => Events.Enqueue(status.ToString());

    public void StrayReaped(int pid, string name, WaitStatus status) => Strays.Enqueue((pid, name, status));

    public void Stopping(Pipeline pipeline, StopPolicy policy, int found) => Events.Enqueue($"stopping {found}");

    public void Escalating(Pipeline pipeline, int left) => Events.Enqueue($"escalating {left}");

    public void Stopped(Pipeline pipeline, StopReport report) => Events.Enqueue("over");
}
