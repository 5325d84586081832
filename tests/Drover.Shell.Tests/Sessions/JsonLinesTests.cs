using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Output as it comes: as bytes, and as lines of JSON.</summary>
public sealed class JsonLinesTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly JsonTypeInfo<Step> s_step = (JsonTypeInfo<Step>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Step));

    [Fact]
    public async Task Each_line_is_told_as_it_comes_and_the_end_last()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var directory = new TemporaryDirectory();
        string text = $"echo '{{\"Number\":1}}'; until [ -e {directory["go"]} ]; do sleep 0.01; done; printf 'a warning\\r\\n\\n{{\"Number\":\"x\"}}\\nnull\\n{{\"Number\":2}}' | cat; echo oops >&2; (exit 3)";
        List<JsonLine<Step>> lines = [];
        await foreach (JsonLine<Step> line in session.RunJsonLinesAsync(text, s_step))
        {
            lines.Add(line);
            if (lines.Count == 1) await File.WriteAllTextAsync(directory["go"], "");
        }
        lines.Select(line => line.Kind).ShouldBe([JsonLineKind.Value, JsonLineKind.Text, JsonLineKind.Text, JsonLineKind.Value, JsonLineKind.Value, JsonLineKind.Ended]);
        lines[0].Value.ShouldBe(new Step(1));
        lines[1].Text.ShouldBe("a warning");
        lines[2].Text.ShouldBe("{\"Number\":\"x\"}");
        lines[3].Value.ShouldBeNull();
        lines[4].Value.ShouldBe(new Step(2));
        lines[5].Result!.ExitStatus.ShouldBe(3);
        lines[5].Result!.Output.ShouldBe("");
    }

    [Fact]
    public async Task Silence_is_told_again_and_again()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var directory = new TemporaryDirectory();
        int silences = 0;
        var options = new JsonLinesOptions { Heartbeat = TimeSpan.FromMilliseconds(20) };
        List<JsonLineKind> others = [];
        await foreach (JsonLine<Step> line in session.RunJsonLinesAsync($"until [ -e {directory["go"]} ]; do sleep 0.01; done; echo '{{\"Number\":1}}'", s_step, options))
        {
            if (line.Kind != JsonLineKind.Silence) others.Add(line.Kind);
            else if (++silences == 3) await File.WriteAllTextAsync(directory["go"], "");
        }
        silences.ShouldBeGreaterThanOrEqualTo(3);
        others.ShouldBe([JsonLineKind.Value, JsonLineKind.Ended]);
    }

    [Fact]
    public async Task Who_leaves_ends_the_command()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var directory = new TemporaryDirectory();
        await foreach (JsonLine<Step> line in session.RunJsonLinesAsync($"trap 'echo over > {directory["trap"]}' EXIT; while :; do echo '{{\"Number\":7}}'; done | cat", s_step))
        {
            line.Value.ShouldBe(new Step(7));
            break;
        }
        (await session.EvalAsync("echo on").WaitAsync(s_limit)).Output.ShouldBe("on\n");
        session.Jobs.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_slow_reader_holds_up_the_command_and_loses_nothing()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        int expected = 0;
        await foreach (JsonLine<Step> line in session.RunJsonLinesAsync("seq 1 200000 | sed 's/.*/{\"Number\":&}/'", s_step))
        {
            if (line.Kind == JsonLineKind.Ended) break;
            line.Value!.Number.ShouldBe(++expected);
            if (expected % 50_000 == 0) await Task.Delay(50);
        }
        expected.ShouldBe(200_000);
    }

    [Fact]
    public async Task A_line_without_an_end_to_it_comes_in_pieces()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        List<string?> texts = [];
        await foreach (JsonLine<Step> line in session.RunJsonLinesAsync("printf aaaabbbbcc; printf 'dd\\nx'", s_step, new JsonLinesOptions { MaxLineBytes = 4 })) texts.Add(line.Text);
        texts.ShouldBe(["aaaa", "bbbb", "ccdd", "x", null]);
    }

    [Fact]
    public async Task Errors_are_those_of_an_evaluation()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        await Should.ThrowAsync<ShellSyntaxException>(async () => await session.RunJsonLinesAsync("if", s_step).ToListAsync());
        using var cancellation = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (JsonLine<Step> line in session.RunJsonLinesAsync("echo '{}'; sleep 1000", s_step, cancellation: cancellation.Token)) await cancellation.CancelAsync();
        });
    }

    [Fact]
    public async Task Streams_have_all_of_the_output_before_the_end()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        ShellResult result = await session.EvalAsync("seq 1 100000; echo wrong >&2", new EvalOptions { OutputStream = output, ErrorStream = error, MaxOutputBytes = 4 });
        result.Output.ShouldBe("1\n2\n");
        result.Truncated.ShouldBeTrue();
        Encoding.UTF8.GetString(output.ToArray()).ShouldBe(string.Concat(Enumerable.Range(1, 100_000).Select(number => number + "\n")));
        Encoding.UTF8.GetString(error.ToArray()).ShouldBe("wrong\n");
        (await session.EvalAsync("seq 1 3", new EvalOptions { OutputStream = Stream.Null })).Output.ShouldBe("1\n2\n3\n");
    }

    private sealed record Step(int Number);
}
