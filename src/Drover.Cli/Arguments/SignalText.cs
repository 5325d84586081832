using Drover.Engine.Signals;

namespace Drover.Cli.Arguments;

/// <summary>Signals as arguments.</summary>
internal static class SignalText
{
    /// <summary>Reads "TERM", "SIGTERM", "15", "RTMIN+2".</summary>
    /// <exception cref="CliException">There is no such signal.</exception>
    public static Signal Parse(string text, string what) => Signal.TryParse(text, out Signal signal) && signal.Number > 0
        ? signal
        : throw new CliException($"{what}: '{text}' is no signal. Write its name or number, as in TERM, SIGUSR1 or 15; 'kill -l' lists them.");
}
