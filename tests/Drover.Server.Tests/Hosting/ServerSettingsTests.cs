using System.Text.RegularExpressions;
using Drover.Server.Agents;
using Drover.Server.Clients;
using Drover.Server.Hosting;
using Drover.Testing;

namespace Drover.Server.Tests.Hosting;

public sealed partial class ServerSettingsTests
{
    [Fact]
    public void The_variables_in_the_documentation_are_those_that_are_read()
    {
        var asked = new HashSet<string>();
        ServerSettings.Read([], name =>
        {
            asked.Add(name);
            return null;
        });
        // And its clients.
        ServerAddress.Read(name =>
        {
            asked.Add(name);
            return null;
        });
        // Where durable runs are kept is Drover's own affair, not the server's.
        asked.Add("DROVER_STATE");
        IEnumerable<string> documented = Variable().Matches(File.ReadAllText(Artifacts.InRepository("docs/server-api.md"))).Select(match => match.Value).Distinct();
        documented.Order().ShouldBe(asked.Order());
    }

    [Fact]
    public void Options_come_before_variables_and_variables_before_defaults()
    {
        static string? Variables(string name) => name switch { "DROVER_PORT" => "8000", "DROVER_CAPACITY" => "4", "DROVER_STOP_GRACE" => "1500ms", _ => null };
        var settings = ServerSettings.Read(["--port", "9000", "--workspace=/tmp"], Variables);
        (settings.Port, settings.Capacity, settings.StopGrace, settings.Workspace, settings.MaxLogLines).ShouldBe((9000, 4, TimeSpan.FromSeconds(1.5), "/tmp", 50));
    }

    [Fact]
    public void Unless_something_is_set_one_run_at_a_time_is_given_five_seconds_to_stop_and_all_together_ten()
    {
        var settings = ServerSettings.Read([], _ => null);
        (settings.Listen, settings.Port, settings.Capacity, settings.MaxLogLines).ShouldBe((System.Net.IPAddress.Loopback, 7180, 1, 50));
        (settings.StopGrace, settings.ShutdownGrace).ShouldBe((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(null, new[] { "claude", "--print", "{prompt}" })]
    [InlineData("my-agent -v", new[] { "my-agent", "-v", "--print", "{prompt}" })]
    [InlineData("sh -c 'cat \"$1\"' x {promptFile}", new[] { "sh", "-c", "cat \"$1\"", "x", "{promptFile}" })]
    [InlineData(@"a\ b ""c \""d"" ''", new[] { "a b", "c \"d", "", "--print", "{prompt}" })]
    public void The_agent_command_is_cut_into_words_as_a_shell_does(string? command, string[] words) => AgentProfile.FromCommand(command).Command.ShouldBe(words);

    [GeneratedRegex("AGENT_COMMAND|WORKSPACE_PATH|MAX_LOG_LINES|DROVER_[A-Z_]+")]
    private static partial Regex Variable();
}
