namespace Drover.Runs.Logs;

/// <summary>Tests a stream against a choice.</summary>
internal static class LogStreamChoice
{
    /// <summary>Whether the choice includes the stream; it never includes <see cref="LogStream.None"/>.</summary>
    public static bool Includes(this LogStreams choice, LogStream stream) =>
        stream is >= LogStream.Stdout and <= LogStream.Terminal && ((int)choice & (1 << ((int)stream - 1))) != 0;
}
