// Constraints
//   Output is to appear as soon as it is written, all of it before the exit status, however slowly it is read, and following must cost the task nothing. A descriptor that was handed
//   to us may be non-blocking, and stays as it is.
// Scheme
//   Copy to the end of the run's log; then let the shim say when there is more; again. No answer: the shim has gone, and what is left is copied.

using System.Text.Json;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Runs;
using Drover.Runs.Control;
using Drover.Runs.Logs;

namespace Drover.Nomad.Commands;

/// <summary>Copies what a task writes, to the same streams.</summary>
internal sealed class TrialOutput(Run run, Descriptor output, Descriptor errors)
{
    /// <summary>Copies until the run has ended; on this thread.</summary>
    /// <returns>False when nobody reads any more.</returns>
    public bool Follow()
    {
        using LogReader reader = run.OpenLog();
        var idle = default(SpinWait);
        long sequence = 0, revision = 0;
        while (true)
        {
            using ControlClient? shim = run.Connect();
            while (shim is not null)
            {
                if (!Copy(reader)) return false;
                if (shim.Request("await", ("afterSequence", sequence), ("revision", revision)) is not { } answer) break;
                (sequence, revision) = Read(answer, sequence, revision);
            }
            if (run.ReadStatus().State != RunState.Ended)
            {
                // Between its last word and its end: a matter of microseconds.
                idle.SpinOnce();
                continue;
            }
            reader.IsFinal = true;
            return Copy(reader);
        }
    }

    private static (long Sequence, long Revision) Read(ReadOnlySpan<byte> answer, long sequence, long revision)
    {
        var json = new Utf8JsonReader(answer);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("sequence"u8) && json.Read()) sequence = json.GetInt64();
            else if (json.ValueTextEquals("revision"u8) && json.Read()) revision = json.GetInt64();
        }
        return (sequence, revision);
    }

    private bool Copy(LogReader reader)
    {
        while (reader.TryRead(out LogRecord record))
        {
            Descriptor target = record.Stream == LogStream.Stderr ? errors : output;
            if (record.Kind == LogRecordKind.Output && !Write(target, record.Bytes)) return false;
        }
        return true;
    }

    private static bool Write(Descriptor target, ReadOnlySpan<byte> bytes)
    {
        const int hungUp = 5;
        while (!bytes.IsEmpty)
        {
            int n = target.TryWrite(bytes, out int errno);
            if (n == Descriptor.ReaderGone || errno == hungUp) return false;
            if (errno != 0) throw new SystemCallException("write", errno, $"fd {target.Number}");
            if (n == Descriptor.WouldBlock) AwaitRoom(target);
            else bytes = bytes[n..];
        }
        return true;
    }

    private static void AwaitRoom(Descriptor target)
    {
        using var loop = new EventLoop();
        using Watch watch = loop.Watch(target, Readiness.Writable, static _ => { });
        loop.RunOnce(Timeout.InfiniteTimeSpan);
    }
}
