using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Drover.Server.Telemetry;

/// <summary>Sends spans and metrics to an OpenTelemetry collector, if the standard OTEL_ variables name one; which, how and how often is theirs to say.</summary>
internal sealed class TelemetryExport : IDisposable
{
    private const int PatienceMs = 2000;
    private static readonly string[] s_sources = [ServerTelemetry.Name, Engine.Telemetry.EngineTelemetry.Name, "Microsoft.AspNetCore"];
    private static readonly string[] s_meters = [ServerTelemetry.Name, Engine.Telemetry.EngineTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private TelemetryExport(bool hasTraces, bool hasMetrics)
    {
        if (hasTraces) _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Self()).AddSource(s_sources).AddOtlpExporter().Build();
        if (hasMetrics) _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Self()).AddMeter(s_meters).AddOtlpExporter().Build();
    }

    /// <summary>Begins to send; null when nobody is named. Nothing of OpenTelemetry is touched then.</summary>
    /// <param name="variable">Gives a variable's value; null when it is not set.</param>
    public static TelemetryExport? Start(Func<string, string?> variable)
    {
        bool Is(string name, string value) => string.Equals(variable(name), value, StringComparison.OrdinalIgnoreCase);
        bool Has(string name) => !string.IsNullOrEmpty(variable(name));
        bool Wants(string signal) => !Is($"OTEL_{signal}_EXPORTER", "none")
            && (Is($"OTEL_{signal}_EXPORTER", "otlp") || Has("OTEL_EXPORTER_OTLP_ENDPOINT") || Has($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));
        if (Is("OTEL_SDK_DISABLED", "true")) return null;
        bool hasTraces = Wants("TRACES"), hasMetrics = Wants("METRICS");
        return hasTraces || hasMetrics ? new TelemetryExport(hasTraces, hasMetrics) : null;
    }

    /// <summary>Sends what is left, as long as somebody takes it.</summary>
    public void Dispose()
    {
        _traces?.Shutdown(PatienceMs);
        _metrics?.Shutdown(PatienceMs);
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // What the variables say comes last and holds.
    private static ResourceBuilder Self() => ResourceBuilder.CreateEmpty().AddService("drover-server", serviceVersion: ProductVersion.Text).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
