using Drover.Engine;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>Runs the health command of a run again and again. It reports; it ends nothing.</summary>
internal sealed class HealthCheck : IDisposable
{
    private const int FailuresUntilUnhealthy = 3;

    private readonly ProcessEngine _engine;
    private readonly RunSpec _spec;
    private readonly string _runId;
    private readonly Action<string> _report;
    private LoopTimer? _timer;
    private Pipeline? _running;
    private int _failures;
    private bool _disposed;

    public HealthCheck(ProcessEngine engine, RunSpec spec, string runId, Action<string> report)
    {
        _engine = engine;
        _spec = spec;
        _runId = runId;
        _report = report;
        report("starting");
        Arm();
    }

    public void Dispose()
    {
        _disposed = true;
        _timer?.Dispose();
        _running?.BeginStop(StopPolicy.Kill);
    }

    private void Arm() => _timer = _engine.Loop.SetTimer(_spec.HealthInterval, Check);

    private void Check()
    {
        ProcessSpec command = ProcessSpec.Of("/bin/sh", "-c", _spec.HealthCommand!) with
        {
            // The mark, so that a killed shim leaves no check behind that nobody finds.
            Environment = _spec.Environment.Set(LostRuns.Mark, _runId),
            WorkingDirectory = _spec.WorkingDirectory,
            Credentials = _spec.Credentials,
            Redirections = [Redirection.Null(0), Redirection.Null(1), Redirection.Null(2)],
        };
        try
        {
            _running = _engine.Start(command);
        }
        catch (Exception e) when (e is SpawnException or SystemCallException)
        {
            Judge(healthy: false);
            return;
        }
        Pipeline check = _running;
        LoopTimer limit = _engine.Loop.SetTimer(_spec.HealthInterval, () => check.BeginStop(StopPolicy.Kill));
        check.WhenCompleted(p =>
        {
            limit.Dispose();
            _running = null;
            Judge(p.Status!.Last == WaitStatus.Exited(0));
        });
    }

    private void Judge(bool healthy)
    {
        if (_disposed) return;
        _failures = healthy ? 0 : _failures + 1;
        if (healthy) _report("healthy");
        else if (_failures >= FailuresUntilUnhealthy) _report("unhealthy");
        Arm();
    }
}
