using System.Reflection;
using Drover.Testing;

namespace Drover.Architecture.Tests.PublicApi;

/// <summary>The public doors are written down, so that a change of one is seen in review.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Drover.Engine")]
    [InlineData("Drover.LineEditor")]
    [InlineData("Drover.Runs")]
    [InlineData("Drover.Shell")]
    [InlineData("Drover.Shell.Hosting")]
    public void Public_members_are_those_written_down(string assembly)
    {
        string path = Artifacts.InRepository($"tests/Drover.Architecture.Tests/PublicApi/{assembly}.txt");
        string[] now = [.. ApiText.Lines(Assembly.Load(assembly))];
        if (Environment.GetEnvironmentVariable("DROVER_UPDATE_API") == "1")
            File.WriteAllLines(path, now);
        string[] written = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] difference = [.. written.Except(now).Select(line => "- " + line), .. now.Except(written).Select(line => "+ " + line)];
        difference.ShouldBeEmpty($"the public API of {assembly} has changed; if that is meant, run: DROVER_UPDATE_API=1 ./test.sh Architecture");
        now.ShouldBe(written);
    }
}
