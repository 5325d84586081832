// Constraints
//   Output must appear as soon as it is written, all of it before the exit status is acted on, and following must cost the run nothing.
//   The shim may end, or be killed, at any moment; a run may be started again.
// Scheme
//   Print to the end of the log; then ask the shim to answer when there is more, or when the state changes; again. No answer: the shim has
//   gone, so look at the status: ended, print what is left.

using System.Text.Json;
using Drover.Runs;
using Drover.Runs.Control;
using Drover.Runs.Logs;

namespace Drover.Cli.Following;

/// <summary>Follows the log of a run until the run has ended.</summary>
internal sealed class LogFollower(Run run, LogReader reader, ILogPrinter printer)
{
    private long _sequence;
    private long _revision;
    private long _toldRevision;

    /// <summary>Follows on this thread.</summary>
    /// <returns>The last status; null when printing has stopped first, see <see cref="Result"/>.</returns>
    public RunStatus? Follow()
    {
        var idle = default(SpinWait);
        while (true)
        {
            using ControlClient? shim = run.Connect();
            if (shim is not null)
            {
                if (!FollowLive(shim)) return null;
                continue;
            }
            RunStatus status = run.ReadStatus();
            if (status.State != RunState.Ended)
            {
                // Being started, or between its last word and its end: a matter of microseconds.
                idle.SpinOnce();
                continue;
            }
            reader.IsFinal = true;
            if (!Print()) return null;
            Result = printer.Finish();
            return Result == PrintResult.OutputClosed ? null : status;
        }
    }

    /// <summary>How the last printing ended.</summary>
    public PrintResult Result { get; private set; }

    /// <summary>Called after each look at the log, on the following thread.</summary>
    public Action? Printed { get; init; }

    /// <summary>Called after each change of the status, on the following thread, when what was written before it has been printed.</summary>
    public Action? StatusChanged { get; init; }

    private bool FollowLive(ControlClient shim)
    {
        while (true)
        {
            if (!Print()) return false;
            if (_revision != _toldRevision)
            {
                _toldRevision = _revision;
                StatusChanged?.Invoke();
            }
            if (shim.Request("await", ("afterSequence", _sequence), ("revision", _revision)) is not { } answer) return true;
            Read(answer);
        }
    }

    private bool Print()
    {
        Result = printer.PrintAvailable(reader);
        Printed?.Invoke();
        return Result == PrintResult.AtEnd;
    }

    private void Read(ReadOnlySpan<byte> answer)
    {
        var json = new Utf8JsonReader(answer);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("sequence"u8) && json.Read()) _sequence = json.GetInt64();
            else if (json.ValueTextEquals("revision"u8) && json.Read()) _revision = json.GetInt64();
        }
    }
}
