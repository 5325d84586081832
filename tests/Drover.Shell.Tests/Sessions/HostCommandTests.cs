using System.Text;
using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Commands of the host's own.</summary>
public sealed class HostCommandTests
{
    private static readonly SessionOptions s_options = new()
    {
        Commands = ShellCommandSet.Empty
            .Add(new Greeting())
            .Add("shout", async context =>
            {
                using var reader = new StreamReader(context.Input, Encoding.UTF8);
                await context.WriteLineAsync((await reader.ReadToEndAsync()).Trim().ToUpperInvariant());
                return 0;
            })
            .Add("broken", _ => throw new InvalidOperationException("it is broken"))
            .Add("endless", async context =>
            {
                await Task.Delay(Timeout.Infinite, context.Cancelled);
                return 0;
            })
            .Add("inner", async context =>
            {
                await context.Session.EvalAsync("echo never");
                return 0;
            }),
    };

    [Fact]
    public async Task It_gets_operands_environment_and_directory_and_gives_output_and_status()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(s_options);
        ShellResult result = await session.EvalAsync("cd /; NAME=world greet 'a b' \"$((1+1))\"; echo $?");
        result.Output.ShouldBe("hello world from / with [a b][2]\n3\n");
        (await session.EvalAsync("x=$(NAME=y greet); echo \"<$x>\"; type greet")).Output.ShouldStartWith("<hello y from / with >");
        (await session.EvalAsync("greet > /dev/null")).Output.ShouldBe("");
        s_options.Commands.Descriptions.Single(command => command.Name == "greet").Usage.ShouldBe("[word...]");
    }

    [Theory]
    [InlineData("echo some words | shout", "SOME WORDS\n")]
    [InlineData("/bin/echo some words | shout", "SOME WORDS\n")]
    [InlineData("NAME=z greet | tr a-z A-Z", "HELLO Z FROM / WITH \n")]
    [InlineData("/bin/echo a | shout | tr A b", "b\n")]
    [InlineData("/bin/echo a | shout | shout | cat", "A\n")]
    [InlineData("cat | shout | cat", "INPUT\n")]
    public async Task It_is_a_stage_of_a_pipeline(string text, string output)
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(s_options with { WorkingDirectory = "/" });
        ShellResult result = await session.EvalAsync(text, new EvalOptions { Input = "input\n", Timeout = TimeSpan.FromSeconds(20) });
        result.Error.ShouldBe("");
        result.Output.ShouldBe(output);
    }

    [Fact]
    public async Task Keep_starts_drover_and_not_the_host()
    {
        using var directory = new TemporaryDirectory();
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        await session.SetVariableAsync("DROVER_STATE", directory.Path, export: true);
        ShellResult kept = await session.EvalAsync("keep true");
        kept.Error.ShouldBe("");
        (await session.EvalAsync($"{Artifacts.Drover} wait {kept.Output.Trim()}")).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task What_it_throws_is_its_failure_and_not_the_sessions()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(s_options);
        ShellResult result = await session.EvalAsync("broken; echo $?");
        (result.Output, result.Error).ShouldBe(("1\n", "broken: it is broken\n"));
        (await session.EvalAsync("inner")).Error.ShouldContain("open another session");
    }

    [Fact]
    public async Task It_is_cancelled_with_the_evaluation()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(s_options);
        ShellResult result = await session.EvalAsync("endless", new EvalOptions { Timeout = TimeSpan.FromMilliseconds(50) }).WaitAsync(TimeSpan.FromSeconds(20));
        result.TimedOut.ShouldBeTrue();
    }

    [Fact]
    public void A_name_that_no_script_could_call_is_refused() =>
        Should.Throw<ArgumentException>(() => ShellCommandSet.Empty.Add("a b", _ => ValueTask.FromResult(0)));

    [ShellCommand("greet", Usage = "[word...]", Description = "Greets.")]
    private sealed class Greeting : IShellCommand
    {
        public async ValueTask<int> ExecuteAsync(CommandContext context)
        {
            await context.WriteLineAsync($"hello {context.Environment["NAME"]} from {context.WorkingDirectory} with {string.Concat(context.Arguments.Select(word => $"[{word}]"))}");
            return 3;
        }
    }
}
