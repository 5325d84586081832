namespace Drover.Runs.Logs;

/// <summary>What a record of a log stands for.</summary>
public enum LogRecordKind
{
    /// <summary>Bytes of the run's output.</summary>
    Output,

    /// <summary>Output that could not be written (disk full, quota, I/O error): <see cref="LogRecord.LostBytes"/> are missing here.</summary>
    Lost,

    /// <summary>Output that was kept once and dropped since, because the log has a cap: <see cref="LogRecord.LostRecords"/> are missing here.</summary>
    Dropped,
}
