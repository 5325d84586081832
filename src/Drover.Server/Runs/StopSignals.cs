using Drover.Engine.Signals;

namespace Drover.Server.Runs;

/// <summary>The signals that begin a stop.</summary>
internal static class StopSignals
{
    /// <summary>"SIGTERM", … of a number; SIGTERM when there is none.</summary>
    public static string NameOf(int? number) => (number is { } n ? new Signal(n) : Signal.TERM).ToString();
}
