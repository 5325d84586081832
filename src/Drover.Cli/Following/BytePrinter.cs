using Drover.Cli.Printing;
using Drover.Runs.Logs;

namespace Drover.Cli.Following;

/// <summary>Copies a log byte by byte: what came from standard error goes to ours, all else to standard output.</summary>
internal sealed class BytePrinter(OutputWriter writer, long untilNs = long.MaxValue, bool withGaps = true) : ILogPrinter
{
    /// <inheritdoc/>
    public PrintResult PrintAvailable(LogReader reader)
    {
        while (reader.TryRead(out LogRecord record))
        {
            if (record.TimeNs > untilNs) return writer.Flush() ? PrintResult.Complete : PrintResult.OutputClosed;
            if (record.Kind != LogRecordKind.Output)
            {
                if (withGaps && !writer.Write(toError: true, GapText.Line(record.LostRecords, record.LostBytes))) return PrintResult.OutputClosed;
                continue;
            }
            if (!writer.Write(record.Stream == LogStream.Stderr, record.Bytes)) return PrintResult.OutputClosed;
        }
        return writer.Flush() ? PrintResult.AtEnd : PrintResult.OutputClosed;
    }

    /// <inheritdoc/>
    public PrintResult Finish() => writer.Flush() ? PrintResult.AtEnd : PrintResult.OutputClosed;
}
