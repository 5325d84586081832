using Drover.Cli.Interactive;
using Drover.Engine.Signals;

namespace Drover.Cli.Tests.Interactive;

public sealed class IgnoredSignalsTests
{
    [Fact]
    public void Mask_is_read_from_its_line()
    {
        SignalSet ignored = IgnoredSignals.Parse("Name:\tx\nSigBlk:\t0000000000000002\nSigIgn:\t0000000000001001\nSigCgt:\t0000000000000004\n");
        ignored.ShouldBe(SignalSet.Of(Signal.HUP, Signal.PIPE));
    }

    [Fact]
    public void File_without_the_line_ignores_nothing() => IgnoredSignals.Parse("Name:\tx\n").ShouldBe(SignalSet.None);

    // The runtime itself ignores SIGPIPE.
    [Fact]
    public void Own_file_can_be_read() => IgnoredSignals.Read().Contains(Signal.PIPE).ShouldBeTrue();
}
