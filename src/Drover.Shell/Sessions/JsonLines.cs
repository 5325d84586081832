// Constraints
//   Programs that print events as lines of JSON also print warnings between them, go silent for minutes, and write faster than their reader thinks.
// Scheme
//   The evaluation's output stream cuts lines into a bounded channel, whose fullness holds up the command. Who leaves the enumeration ends the command.

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Drover.Shell.Sessions;

/// <summary>Commands whose output is a JSON value a line (JSON Lines, NDJSON).</summary>
public static class JsonLines
{
    /// <summary>Evaluates a text and tells each line of its standard output as soon as it is written; last of all its end. Leaving the enumeration before ends the commands.</summary>
    /// <typeparam name="T">What the lines are.</typeparam>
    /// <param name="session">The session.</param>
    /// <param name="text">What is evaluated.</param>
    /// <param name="type">How the lines are read, from a source-generated context for instance. Empty lines are left out.</param>
    /// <param name="options">Limits, the heartbeat and how the text is evaluated.</param>
    /// <param name="cancellation">Ends the commands; the enumeration then ends with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ShellSyntaxException">The text is not valid; nothing was executed.</exception>
    public static async IAsyncEnumerable<JsonLine<T>> RunJsonLinesAsync<T>(
        this ShellSession session, string text, JsonTypeInfo<T> type, JsonLinesOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(type);
        options ??= new JsonLinesOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxLineBytes);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var lines = new LineStream(options.MaxLineBytes, options.Evaluation.OutputStream);
        Task<ShellResult> evaluation = session.EvalAsync(text, options.Evaluation with { OutputStream = lines, MaxOutputBytes = options.Evaluation.MaxOutputBytes ?? 0 }, ends.Token);
        _ = evaluation.ContinueWith(_ => lines.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            Task<bool> next = lines.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
            while (true)
            {
                if (options.Heartbeat is { } heartbeat && await IsSilentAsync(next, heartbeat, session.Time).ConfigureAwait(false))
                {
                    yield return new JsonLine<T>(JsonLineKind.Silence);
                    continue;
                }
                if (!await next.ConfigureAwait(false)) break;
                while (lines.Reader.TryRead(out byte[]? line)) yield return Read(line, type);
                next = lines.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
            }
            ShellResult result = await evaluation.ConfigureAwait(false);
            yield return new JsonLine<T>(JsonLineKind.Ended, Result: result with { Output = "", OutputBytes = default });
        }
        finally
        {
            if (!evaluation.IsCompleted)
            {
                await ends.CancelAsync().ConfigureAwait(false);
                await ((Task)evaluation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<bool> IsSilentAsync(Task next, TimeSpan heartbeat, TimeProvider time)
    {
        using var over = new CancellationTokenSource();
        bool isSilent = await Task.WhenAny(next, Task.Delay(heartbeat, time, over.Token)).ConfigureAwait(false) != next;
        await over.CancelAsync().ConfigureAwait(false);
        return isSilent;
    }

    private static JsonLine<T> Read<T>(byte[] line, JsonTypeInfo<T> type)
    {
        try
        {
            return new JsonLine<T>(JsonLineKind.Value, JsonSerializer.Deserialize(line, type));
        }
        catch (JsonException)
        {
            return new JsonLine<T>(JsonLineKind.Text, Text: Encoding.UTF8.GetString(line));
        }
    }
}
