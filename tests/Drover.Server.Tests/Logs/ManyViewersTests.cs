using System.Text;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Logs;

/// <summary>The cases of bench/figures/serve.sh, smaller: what they say of correctness holds here too.</summary>
public sealed class ManyViewersTests
{
    [Fact]
    public async Task Fifty_viewers_of_which_five_stall_read_the_same()
    {
        const int bytes = 400_000;
        await using TestServer server = await TestServer.StartAsync();
        (_, string run) = await server.RunAsync($"while [ ! -e go ]; do sleep 0.01; done; exec {TestPrograms.Path} write --bytes {bytes} --pattern lines");
        int left = 45;
        var others = new TaskCompletionSource();
        Task<string>[] viewers = [.. Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
        {
            using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after=0");
            await viewer.ReadUntilAsync("caught-up", 60);
            // Until everybody else has everything.
            if (i < 5) await others.Task;
            await viewer.ReadUntilAsync("exit", 60);
            if (i >= 5 && Interlocked.Decrement(ref left) == 0) others.SetResult();
            return viewer.Text;
        }))];
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        string[] texts = await Task.WhenAll(viewers);
        texts.Distinct().Count().ShouldBe(1);
        Encoding.UTF8.GetByteCount(texts[0]).ShouldBe(bytes);
    }

    [Fact]
    public async Task Forty_viewers_that_are_cut_off_at_random_and_come_back_read_the_same()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string run) = await server.RunAsync("i=0; while [ $i -lt 1500 ]; do i=$((i+1)); echo line $i ä; [ $((i % 50)) = 0 ] && sleep 0.02; done; true");
        int cuts = 0;
        string[] texts = await Task.WhenAll(Enumerable.Range(0, 40).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (long after = 0; ; Interlocked.Increment(ref cuts))
            {
                using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after={after}");
                bool isOver = false;
                // The first connection is always cut: hello, history and caught-up are never all.
                for (int messages = after == 0 ? 3 : random.Next(3, 40); messages > 0 && await viewer.ReadAsync() is { } message; messages--) isOver |= LogViewer.Type(message) == "exit";
                text.Append(viewer.Text);
                after = Math.Max(after, viewer.Last);
                if (isOver) return text.ToString();
            }
        })));
        cuts.ShouldBeGreaterThanOrEqualTo(40);
        texts.ShouldAllBe(text => text == string.Concat(Enumerable.Range(1, 1500).Select(i => $"line {i} ä\n")));
    }
}
