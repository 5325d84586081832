using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>./start.sh, as a newcomer types it.</summary>
public sealed class StartScriptTests : IDisposable
{
    private readonly ProcessEngine _engine = new();
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task It_builds_serves_the_board_in_the_foreground_and_an_interrupt_ends_it()
    {
        using LiveProgram script = Start("state", "--port", "0");
        // It may have to build first.
        Eventually.IsTrue(() => script.HasEnded || Address(script) is not null, TimeSpan.FromMinutes(10), () => script.Output + script.Error);
        Uri address = Address(script).ShouldNotBeNull(script.Error);
        script.Output.ShouldContain("start: there is no agent 'imaginary-agent': set AGENT_COMMAND");
        using (var http = new HttpClient { BaseAddress = address })
        {
            (await http.GetStringAsync(new Uri("/", UriKind.Relative))).ShouldContain("<title>Drover</title>");
            (await http.GetStringAsync(new Uri("/healthz", UriKind.Relative))).ShouldContain("ok");
        }
        // A second one, for the same port: who is there is not disturbed.
        using (LiveProgram second = Start("other", "--port", $"{address.Port}"))
        {
            ProgramResult refused = second.WaitForEnd();
            refused.Status.ShouldBe(2);
            refused.Error.ShouldContain($"port {address.Port} can't be listened on");
        }
        script.Signal(Signal.INT);
        script.WaitForEnd().Status.ShouldBe(0);
    }

    [Fact]
    public void Where_there_is_no_nomad_the_sample_jar_runs_in_a_container_without_it()
    {
        string path = string.Join(':', Environment.GetEnvironmentVariable("PATH")!.Split(':').Where(directory => !File.Exists(Path.Combine(directory, "nomad"))));
        using var script = new LiveProgram(_engine, ProcessSpec.Of(Artifacts.InRepository("start.sh"), "--nomad") with
        {
            Environment = ProcessEnvironment.Inherited.Set("DROVER_STATE", _directory["state"]).Set("PATH", path),
        });
        Eventually.IsTrue(() => script.HasEnded, TimeSpan.FromMinutes(10), () => script.Output + script.Error);
        ProgramResult result = script.WaitForEnd();
        result.Status.ShouldBe(0, result.Error);
        result.Output.ShouldContain("start: there is no nomad on PATH: the driver runs the JAR without it");
        result.Output.ShouldContain("$ drover nomad try --jar hello.jar -- 3\nHello from Java ");
        result.Output.ShouldContain("3 s\nGoodbye.\n");
        result.Output.ShouldContain("start: the task ended with status 0.");
        Directory.GetFileSystemEntries(_directory["state/runs"]).ShouldBeEmpty();
    }

    public void Dispose()
    {
        _engine.Dispose();
        _directory.Dispose();
    }

    private LiveProgram Start(string state, params string[] arguments) => new(_engine, ProcessSpec.Of(Artifacts.InRepository("start.sh"), [.. arguments.Select(word => new ByteString(word))]) with
    {
        Environment = ProcessEnvironment.Inherited.Set("DROVER_STATE", _directory[state]).Set("WORKSPACE_PATH", _directory.Path).Set("AGENT_COMMAND", "imaginary-agent --fast"),
    });

    private static Uri? Address(LiveProgram script)
    {
        const string before = "listening on ";
        string text = script.Output;
        int at = text.IndexOf(before, StringComparison.Ordinal);
        int end = at < 0 ? -1 : text.IndexOf('\n', at);
        return end < 0 ? null : new Uri(text[(at + before.Length)..end].Trim());
    }
}
