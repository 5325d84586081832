using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;

namespace Drover.Runs;

/// <summary>Starts the shim that holds a run, and waits for its word that the command has been started.</summary>
internal static class RunLauncher
{
    /// <summary>Where the shim is.</summary>
    /// <exception cref="RunException">It is nowhere.</exception>
    public static ByteString LocateShim() =>
        ExecHelper.Locate() ?? throw new RunException("drover-shim was not found: put it beside drover, on PATH, or name it in DROVER_SHIM.");

    /// <summary>Starts it.</summary>
    /// <param name="engine">Takes the shim's exit status.</param>
    /// <param name="shim">What <see cref="LocateShim"/> found.</param>
    /// <param name="path">The run's directory, for messages.</param>
    /// <param name="locked">The same, open and locked: the shim gets it, and with it the lock.</param>
    /// <param name="spec">The run's spec.</param>
    /// <exception cref="RunException">It ended before it had started the run.</exception>
    public static void Launch(IProcessEngine engine, ByteString shim, string path, Descriptor locked, RunSpec spec)
    {
        (Descriptor ready, Descriptor report) = Descriptor.Pipe();
        using (ready)
        {
            using (report)
            using (Descriptor log = OpenLog(path, locked))
            {
                ProcessSpec holder = ProcessSpec.Of(shim, "hold", path) with
                {
                    Name = "drover-shim",
                    WorkingDirectory = "/",
                    // Its heap is collected after each 256 KB: by default a busy one grows by the size of the processor's cache first.
                    Environment = ProcessEnvironment.Of(Entry("DROVER_SHIM=", shim), "DOTNET_GCgen0size=40000"),
                    // Its own runtime must never see a signal: it reads them from a descriptor.
                    BlockedSignals = SignalSet.All,
                    Redirections =
                    [
                        spec.Input == InputKind.Inherit ? Redirection.Inherit(0, 0) : Redirection.Null(0),
                        Redirection.Null(1),
                        Redirection.Descriptor(2, log),
                        Redirection.Descriptor(RunStore.ReadyDescriptor, report),
                        Redirection.Descriptor(RunStore.DirectoryDescriptor, locked),
                    ],
                };
                try
                {
                    _ = engine.Start(new PipelineSpec { Stages = [holder], Placement = GroupPlacement.NewSession, Detached = true });
                }
                catch (SpawnException e)
                {
                    throw new RunException($"{e.Message}. The run was not started.", e);
                }
            }
            Span<byte> answer = stackalloc byte[1];
            if (ready.Read(answer) == 1) return;
            throw new RunException($"drover-shim ended before it had started run {Path.GetFileName(path)}{Words(locked)}");
        }
    }

    private static Descriptor OpenLog(string path, Descriptor directory) =>
        Descriptor.TryOpen(RunFiles.ShimLog, OpenMode.Append, out int errno, 0x180 /* 0600 */, directory)
        ?? throw new RunException($"{Path.Combine(path, RunFiles.ShimLog)}: {new SystemCallException("open", errno).Message}. The run was not started.");

    private static string Words(Descriptor directory) =>
        Descriptor.ReadFile(RunFiles.ShimLog, out _, directory) is { Length: > 0 } text
            ? ": " + Encoding.UTF8.GetString(text).Trim()
            : ". 'drover doctor' may tell why.";

    private static ByteString Entry(string name, ByteString value) => new([.. Encoding.UTF8.GetBytes(name), .. value.Span]);
}
