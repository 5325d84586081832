using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Demonstrations;

public sealed class DemoAgentTests
{
    [Fact]
    public async Task It_does_each_step_of_its_prompt_for_real()
    {
        OneProgram agent = await WorkAsync("Title\n\nSome words.\n$ echo $((6 * 7))\n$ echo last\n");
        agent.ExitStatus.ShouldBe(0);
        agent.Output.ShouldContain("\n42\n");
        agent.Output.ShouldMatch(@"(?s)Title.*2 steps.*\[1/2\].*42.*done.*\[2/2\].*last.*All 2 steps done");
        agent.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_step_that_fails_ends_the_work_with_its_status()
    {
        OneProgram agent = await WorkAsync("Title\n$ exit 5\n$ echo never\n");
        agent.ExitStatus.ShouldBe(5);
        agent.Output.ShouldContain("exit status 5");
        agent.Output.ShouldNotContain("\nnever\n");
    }

    [Fact]
    public async Task Without_a_step_it_says_what_it_can_do()
    {
        OneProgram agent = await WorkAsync("Write a poem\n\nabout sheep");
        agent.ExitStatus.ShouldBe(2);
        agent.Error.ShouldContain("begins with '$ '");
    }

    private static Task<OneProgram> WorkAsync(string prompt) => OneProgram.RunAsync(Artifacts.Server, [], "demo-agent", "--print", prompt);
}
