using System.Text;
using Drover.Nomad.Tasks;

namespace Drover.Nomad.Tests.Tasks;

public sealed class TaskStateTests
{
    private const string First = """{"version":1,"run":"abc","container":"milo-1","uid":65534,"gid":65534,"stopSignal":15,"startedAt":"2026-01-02T03:04:05+00:00"}""";

    [Fact]
    public void What_the_first_version_wrote_is_read()
    {
        var state = TaskState.Read(Encoding.UTF8.GetBytes(First));
        (state.RunId, state.Container, state.UserId, state.GroupId, state.StopSignal).ShouldBe(("abc", "milo-1", 65534u, 65534u, 15));
        state.StartedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var state = TaskState.Read(Encoding.UTF8.GetBytes(First));
        TaskState.Read(state.Write()).ShouldBe(state);
    }

    [Fact]
    public void What_it_does_not_know_is_left_alone() =>
        TaskState.Read(Encoding.UTF8.GetBytes(First.Replace("{", "{\"later\":{\"a\":[1]},", StringComparison.Ordinal))).RunId.ShouldBe("abc");

    [Fact]
    public void What_a_newer_driver_wrote_is_refused_with_a_sentence() =>
        Should.Throw<FormatException>(() => TaskState.Read(Encoding.UTF8.GetBytes(First.Replace("\"version\":1", "\"version\":1000", StringComparison.Ordinal))))
            .Message.ShouldBe($"its driver state is of version 1000, and this driver knows up to {TaskState.Version}: a newer one wrote it");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":"x"}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":1,"run":null,"container":"c","uid":1,"gid":1,"stopSignal":15,"startedAt":"2026-01-02T03:04:05+00:00"}""")]
    [InlineData("""{"version":1,"run":"r","container":"c","uid":-1,"gid":1,"stopSignal":15,"startedAt":"2026-01-02T03:04:05+00:00"}""")]
    [InlineData("""{"version":1,"run":"r","container":"c","uid":1,"gid":1,"stopSignal":15,"startedAt":"then"}""")]
    public void What_is_damaged_is_refused_with_a_sentence(string text) =>
        Should.Throw<FormatException>(() => TaskState.Read(Encoding.UTF8.GetBytes(text))).Message.ShouldStartWith("its driver state is damaged: ");
}
