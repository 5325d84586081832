using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Nomad.Plugins;
using Drover.Testing;

namespace Drover.Nomad.Tests.Plugins;

public sealed class HandshakeTests
{
    [Fact]
    public void Line_has_six_fields_and_the_last_is_empty() => Handshake.Line("/tmp/s", default, saysMultiplex: false).ShouldBe("1|2|unix|/tmp/s|grpc|");

    [Fact]
    public void Certificate_has_no_padding() => Handshake.Line("/tmp/s", [1], saysMultiplex: false).ShouldBe("1|2|unix|/tmp/s|grpc|AQ");

    [Fact]
    public void Seventh_field_is_there_when_it_is_asked_for() => Handshake.Line("/tmp/s", default, saysMultiplex: true).ShouldBe("1|2|unix|/tmp/s|grpc||false");

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("2", true)]
    [InlineData("1,2", true)]
    [InlineData("1", false)]
    [InlineData("x", false)]
    public void Version_must_be_one_that_both_speak(string? versions, bool isServed) =>
        (Handshake.Obstacle(name => name == Handshake.VersionsName ? versions : null) is null).ShouldBe(isServed);

    [Fact]
    public async Task Person_who_starts_it_is_told_what_it_is_for()
    {
        using var engine = new ProcessEngine();
        using var directory = new TemporaryDirectory();
        var status = await engine.Start(ProcessSpec.Of(Testing.Artifacts.NomadDriver) with
        {
            Environment = ProcessEnvironment.Inherited.Remove(Handshake.CookieName),
            Redirections = [Redirection.Null(0), Redirection.File(1, directory["out"], Engine.Descriptors.OpenMode.Truncate), Redirection.File(2, directory["err"], Engine.Descriptors.OpenMode.Truncate)],
        }).Completion;
        status.ExitStatus.ShouldBe(1);
        (await File.ReadAllTextAsync(directory["out"])).ShouldBeEmpty();
        (await File.ReadAllTextAsync(directory["err"])).ShouldBe(Handshake.Refusal + "\n");
    }
}
