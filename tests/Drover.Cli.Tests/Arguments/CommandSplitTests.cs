using Drover.Cli.Arguments;
using Drover.Cli.Commands;

namespace Drover.Cli.Tests.Arguments;

public sealed class CommandSplitTests
{
    [Theory]
    [InlineData("make -j2", "", "make -j2")]
    [InlineData("-- make -j2", "", "make -j2")]
    [InlineData("-d make -d", "-d", "make -d")]
    [InlineData("-d --name x make --name y", "-d --name x", "make --name y")]
    [InlineData("--name=x make", "--name=x", "make")]
    [InlineData("-d -- --name", "-d", "--name")]
    [InlineData("--name -- make", "--name --", "make")]
    [InlineData("-e A=1 -e B=2 env", "-e A=1 -e B=2", "env")]
    [InlineData("--nice -5 make", "--nice -5", "make")]
    [InlineData("-", "", "-")]
    [InlineData("true -- x", "", "true -- x")]
    [InlineData("-d", "-d", "")]
    [InlineData("--unknown make", "--unknown", "make")]
    public void Options_end_where_the_command_begins(string line, string options, string command)
    {
        string[] words = line.Split(' ');
        (int own, int before) = CommandSplit.Find(words, new RunOptions().All);
        string.Join(' ', words[..own]).ShouldBe(options);
        string.Join(' ', words[before..]).ShouldBe(command);
    }
}
