using Drover.Runs.Logs;

namespace Drover.Server.Logs;

/// <summary>A piece of a log as viewers get it: text of consecutive records of one stream, or a gap.</summary>
/// <param name="First">The number of its first record.</param>
/// <param name="Last">The number of its last record: <c>after</c> this is what comes next.</param>
/// <param name="Time">When its first record was read from the run.</param>
/// <param name="Stream">The stream; <see cref="LogStream.None"/> for a gap.</param>
/// <param name="Text">The text; for a gap, why there is none. It is the cursor's, and good until that reads again.</param>
internal sealed record LogChunk(long First, long Last, DateTimeOffset Time, LogStream Stream, ReadOnlyMemory<char> Text)
{
    /// <summary>Whether output is missing here.</summary>
    public bool IsGap => Stream == LogStream.None;
}
