using Drover.Runs.Logs;

namespace Drover.Server.Logs;

/// <summary>The words for streams in JSON.</summary>
internal static class StreamNames
{
    /// <summary>"stdout", "stderr", "terminal".</summary>
    public static string Of(LogStream stream) => stream switch
    {
        LogStream.Stderr => "stderr",
        LogStream.Terminal => "terminal",
        _ => "stdout",
    };

    /// <summary>A choice like "stdout,stderr"; null when a word is not known.</summary>
    public static LogStreams? TryParse(string text)
    {
        LogStreams streams = LogStreams.None;
        foreach (string word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            switch (word)
            {
                // A terminal is where both streams are one.
                case "stdout": streams |= LogStreams.Stdout | LogStreams.Terminal; break;
                case "stderr": streams |= LogStreams.Stderr; break;
                case "terminal": streams |= LogStreams.Terminal; break;
                default: return null;
            }
        }
        return streams == LogStreams.None ? null : streams;
    }
}
