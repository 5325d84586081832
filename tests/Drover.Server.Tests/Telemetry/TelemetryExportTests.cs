using Drover.Server.Telemetry;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    [Fact]
    public async Task A_collector_gets_spans_and_metrics_of_runs_queue_and_requests()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        await using TestServer server = await TestServer.StartAsync(
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test",
            "OTEL_METRIC_EXPORT_INTERVAL=200", "OTEL_BSP_SCHEDULE_DELAY=200");
        string task = await server.AddAsync("echo fine");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/queue")).Dispose();
        await server.WaitForAsync(task, "review");
        string[] wanted =
        [
            "span run", "span queue.wait", "span POST /api/tasks/{id}/queue", "metric drover.runs.started", "metric drover.runs.ended", "metric drover.run.duration", "metric drover.queue.wait",
            "metric drover.queue.depth", "metric drover.db.write.duration", "metric http.server.request.duration", "resource service.name=drover-server", "resource deployment.environment.name=test",
        ];
        await Eventually.IsTrueAsync(() => wanted.All(name => collector.Names.Contains(name)), TimeSpan.FromSeconds(20), () => string.Join(", ", collector.Names.Order()));
    }

    [Fact]
    public async Task A_collector_that_is_not_there_keeps_nobody_waiting()
    {
        await using TestServer server = await TestServer.StartAsync("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        (string task, _) = await server.RunAsync("echo fine");
        await server.WaitForAsync(task, "review");
        (await server.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData]
    [InlineData("OTEL_SERVICE_NAME=x")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "OTEL_SDK_DISABLED=true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "OTEL_TRACES_EXPORTER=none", "OTEL_METRICS_EXPORTER=none")]
    public void Nothing_is_sent_unless_the_variables_ask_for_it(params string[] variables) =>
        TelemetryExport.Start(name => variables.Select(variable => variable.Split('=', 2)).FirstOrDefault(pair => pair[0] == name)?[1]).ShouldBeNull();
}
