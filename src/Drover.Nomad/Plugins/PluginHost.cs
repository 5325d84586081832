// Constraints
//   A host waits for one line on standard output, and kills a plugin that is not gone two seconds after its shutdown. Keys at the agent's terminal reach the
//   plugin too, which is not what they are meant for: an agent that ends says so by a call, and one that is killed wants the plugin to live on.
// Scheme
//   Listen first, then say where. SIGINT is ignored; SIGTERM ends the plugin as the call does. Tasks go on in either case.

using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Drover.Engine.Descriptors;
using Drover.Nomad.Drivers;
using Drover.Nomad.Metrics;
using Drover.Nomad.Nodes;
using Drover.Nomad.Protocol;
using Drover.Nomad.Tasks;
using Drover.Runs;

namespace Drover.Nomad.Plugins;

/// <summary>This process as a plugin of a host.</summary>
internal static class PluginHost
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);

    /// <summary>Serves a host until it says that it is enough.</summary>
    /// <param name="variable">Gives a variable's value; null when it is not set.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(Func<string, string?> variable, TimeProvider time)
    {
        var errors = new Descriptor(2);
        if (!Handshake.IsStartedByHost(variable)) return Refuse(errors, Handshake.Refusal);
        if (Handshake.Obstacle(variable) is { } obstacle) return Refuse(errors, obstacle);
        var log = new HostLog(errors, time);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.TrySetResult();
        });
        try
        {
            using X509Certificate2? peer = variable(Handshake.CertificateName) is { Length: > 0 } pem ? PluginCertificate.Read(pem) : null;
            using X509Certificate2? own = peer is null ? null : PluginCertificate.Create(time);
            string? socketDirectory = variable("PLUGIN_UNIX_SOCKET_DIR") is { Length: > 0 } directory ? directory : null;
            using PluginSocket socket = PluginSocket.Create(socketDirectory);
            var methods = new GrpcMethods();
            HostServices.Add(methods, () => ended.TrySetResult());
            using var tasks = new TaskTable(time);
            var node = new FingerprintFeed(new NodeSurvey(() => tasks.Engine), () => tasks.Config, time);
            var counts = new DriverCounts();
            var garbage = new GarbageCollector(tasks, log, time);
            await using var metrics = new MetricsServer(new DriverMetrics(tasks, counts, node, garbage).Write, log, time);
            using var ending = new CancellationTokenSource();
            var upkeep = new Lazy<Task>(() => KeepUpAsync(garbage, socketDirectory, log, time, ending.Token));
            new BaseService((config, isKept) =>
            {
                Configure(log, tasks, config);
                if (!isKept) return;
                // Only a process that the agent keeps does anything beyond itself.
                log.Fallback = Path.Combine(config.StateDirectory ?? StateDirectory.Default, "nomad", "driver.log");
                metrics.Serve(config.Metrics);
                _ = upkeep.Value;
            }).Add(methods);
            new DriverService(tasks, node, new EventFeed(time), counts, log, time).Add(methods);
            await using var server = new GrpcServer(
                socket.Path, methods, time, (path, e) => log.Write(LogLevel.Error, "a call failed", ("method", path), ("error", e.ToString())), own is null ? null : new Encryption(own, peer!));
            await server.StartAsync().ConfigureAwait(false);
            Announce(Handshake.Line(socket.Path, own is null ? default : own.RawDataMemory.Span, variable(Handshake.MultiplexName) is { Length: > 0 }));
            await ended.Task.ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
            await server.StopAsync(s_farewell).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            log.Write(LogLevel.Error, "the plugin can't serve", ("error", e.Message));
            return 1;
        }
    }

    private static void Configure(HostLog log, TaskTable tasks, PluginConfig config)
    {
        tasks.Config = config;
        log.Threshold = config.LogLevel;
        log.Write(LogLevel.Debug, "configured", ("log_level", config.LogLevel.ToString().ToLowerInvariant()));
    }

    private static async Task KeepUpAsync(GarbageCollector garbage, string? socketDirectory, HostLog log, TimeProvider time, CancellationToken ending)
    {
        // Off the caller's path: the agent waits for the answer to its configuration.
        await Task.Yield();
        try
        {
            if (PluginSocket.RemoveDead(socketDirectory, time.GetUtcNow()) is > 0 and int count)
                log.Write(LogLevel.Debug, "removed sockets of plugins that were killed", ("count", count.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write(LogLevel.Debug, "sockets of plugins that were killed could not be removed", ("error", e.Message));
        }
        await garbage.RunAsync(ending).ConfigureAwait(false);
    }

    private static int Refuse(Descriptor errors, string why)
    {
        _ = errors.TryWrite(Encoding.UTF8.GetBytes(why + "\n"), out _);
        return 1;
    }

    // Whoever does not read it has gone; that is noticed elsewhere.
    private static void Announce(string line) => _ = new Descriptor(1).TryWrite(Encoding.UTF8.GetBytes(line + "\n"), out _);
}
