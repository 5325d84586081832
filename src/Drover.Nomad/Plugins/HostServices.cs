using Drover.Nomad.Protocol;
using Drover.Nomad.Protocol.Health;
using Drover.Nomad.Protocol.Plugin;

namespace Drover.Nomad.Plugins;

/// <summary>The services that every host of go-plugin asks for: health, shutdown, and two streams that stay open and silent.</summary>
internal static class HostServices
{
    private const string Health = "grpc.health.v1.Health";

    // What go-plugin calls the whole of a plugin in the health service.
    private const string Whole = "plugin";

    /// <summary>Adds them.</summary>
    /// <param name="methods">Where.</param>
    /// <param name="shutDown">Runs when the host has got its answer to a shutdown.</param>
    public static void Add(GrpcMethods methods, Action shutDown)
    {
        methods.AddUnary(Health, "Check", HealthCheckRequest.Parser, (request, _) => Task.FromResult(new HealthCheckResponse
        {
            Status = IsServed(request)
                ? HealthCheckResponse.Types.ServingStatus.Serving
                : throw new GrpcException(GrpcStatusCode.NotFound, $"There is no service '{request.Service}' here; the health of '{Whole}' can be asked for."),
        }));
        methods.AddStream(Health, "Watch", HealthCheckRequest.Parser, async (request, call) =>
        {
            await call.WriteAsync(new HealthCheckResponse
            {
                Status = IsServed(request) ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.ServiceUnknown,
            }).ConfigureAwait(false);
            await IdleAsync(call).ConfigureAwait(false);
        });
        methods.AddUnary("plugin.GRPCController", "Shutdown", Empty.Parser, (_, call) =>
        {
            call.Afterwards = shutDown;
            return Task.FromResult(new Empty());
        });
        // What the plugin writes to its standard output and error goes there; nothing has to travel here.
        methods.AddStream("plugin.GRPCStdio", "StreamStdio", Google.Protobuf.WellKnownTypes.Empty.Parser, (_, call) => IdleAsync(call));
        methods.AddDuplex("plugin.GRPCBroker", "StartStream", async call =>
        {
            await call.OpenAsync().ConfigureAwait(false);
            // No driver needs connections of its own: the host's offers are read and left alone.
            while (await call.ReadAsync(ConnInfo.Parser).ConfigureAwait(false) is not null)
            {
            }
        });
    }

    private static bool IsServed(HealthCheckRequest request) => request.Service is "" or Whole;

    private static Task IdleAsync(GrpcCall call) => Task.Delay(Timeout.InfiniteTimeSpan, call.Cancellation);
}
