using System.Text.RegularExpressions;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Telemetry;

public sealed partial class MetricsTests
{
    [Fact]
    public async Task Every_figure_of_runs_queue_storage_and_viewers_is_there_after_a_run_and_a_stop()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string good, _) = await server.RunAsync("echo fine");
        await server.WaitForAsync(good, "review");
        using var directory = new TemporaryDirectory();
        (string stubborn, _) = await server.RunAsync($"trap '' TERM; : >{directory["ready"]}; while :; do sleep 1; done");
        await Eventually.IsTrueAsync(() => File.Exists(directory["ready"]));
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{stubborn}/stop", """{"graceMs":50,"wait":true}""")).Dispose();
        string queued = await server.AddAsync("exit 1");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{queued}/queue")).Dispose();
        await server.WaitForAsync(queued, "todo");
        string text = await server.Http.GetStringAsync("/metrics");
        text.ShouldContain("drover_runs_started_total 3\n");
        text.ShouldContain("drover_runs_ended_total{state=\"succeeded\"} 1\n");
        text.ShouldContain("drover_runs_ended_total{state=\"stopped\"} 1\n");
        text.ShouldContain("drover_runs_total{state=\"failed\"} 1\n");
        text.ShouldContain("drover_runs_active 0\n");
        text.ShouldContain("drover_runs_start_failures_total 0\n");
        text.ShouldContain("drover_stop_escalations_total 1\n");
        text.ShouldContain("drover_stop_duration_seconds_count 1\n");
        text.ShouldContain("drover_run_duration_seconds_count{state=\"failed\"} 1\n");
        text.ShouldContain("drover_queue_wait_seconds_count 1\n");
        text.ShouldContain("drover_queue_depth 0\n");
        text.ShouldContain("drover_recoveries_total{result=\"reattached\"} 0\n");
        text.ShouldContain("drover_log_records_total 1\n");
        text.ShouldContain("drover_log_bytes_total 5\n");
        text.ShouldContain("drover_viewers 0\n");
        (string watched, _) = await server.RunAsync("exec sleep 60");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{watched}"))
        {
            await viewer.ReadUntilAsync("caught-up");
            (await server.Http.GetStringAsync("/metrics")).ShouldContain("drover_viewers 1\n");
        }
        // It went without a word.
        await Eventually.IsTrueAsync(() => server.Http.GetStringAsync("/metrics").Result.Contains("drover_viewers 0\n", StringComparison.Ordinal));
        text.ShouldContain("drover_viewers_lag 0\n");
        foreach (string name in (string[])["drover_strays_reaped_total", "drover_leftovers_total", "drover_db_write_duration_seconds_sum", "drover_dispatcher_lag_seconds_sum", "drover_trees_cpu_percent", "drover_trees_rss_bytes"])
            text.ShouldMatch($"(?m)^{name} ");
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Line().IsMatch(line).ShouldBeTrue(line);
        // A family stands once.
        string[] types = [.. text.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2])];
        types.Distinct().Count().ShouldBe(types.Length);
    }

    // https://prometheus.io/docs/instrumenting/exposition_formats/
    [GeneratedRegex("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{([a-z_]+=\"[^\"]*\",?)+\\})? (-?[0-9.]+(E[+-]?[0-9]+)?|NaN|\\+Inf))$")]
    private static partial Regex Line();
}
