using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Drover.Testing;

/// <summary>Waits until a condition holds, looking again after 1 ms, then less often, at last every 20 ms.</summary>
/// <remarks>The limits are generous because they cost nothing when the condition comes true: a slow machine must not fail a test.</remarks>
public static class Eventually
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    /// <summary>Waits until <paramref name="condition"/> is true.</summary>
    /// <param name="condition">Looked at on this thread.</param>
    /// <param name="limit">10 s when not given.</param>
    /// <param name="describe">What to add to the message on failure; called once, then.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static Task IsTrueAsync(
        Func<bool> condition, TimeSpan? limit = null, Func<string>? describe = null, [CallerArgumentExpression(nameof(condition))] string expression = "")
        => BecomesAsync(condition, value => value, limit, _ => describe?.Invoke() ?? "", expression);

    /// <summary>Waits until what <paramref name="probe"/> returns satisfies <paramref name="accept"/>, and returns it.</summary>
    /// <exception cref="TimeoutException">It never did; the message holds the last value.</exception>
    public static async Task<T> BecomesAsync<T>(
        Func<T> probe,
        Func<T, bool> accept,
        TimeSpan? limit = null,
        Func<T, string>? describe = null,
        [CallerArgumentExpression(nameof(probe))] string expression = "")
    {
        var waiting = new Waiting(limit ?? DefaultLimit);
        while (true)
        {
            T value = probe();
            if (accept(value))
                return value;
            if (waiting.IsOver)
                throw waiting.Failure(expression, describe is null ? Show(value) : describe(value));
            await Task.Delay(waiting.NextDelay()).ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="IsTrueAsync"/>, on this thread: for code that must stay on it (parent-death signals, a pumped loop).</summary>
    /// <param name="condition">Looked at on this thread.</param>
    /// <param name="limit">10 s when not given.</param>
    /// <param name="describe">What to add to the message on failure.</param>
    /// <param name="pump">Called between two looks with the longest time it may wait; when not given, the thread waits for that time.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static void IsTrue(
        Func<bool> condition,
        TimeSpan? limit = null,
        Func<string>? describe = null,
        Action<TimeSpan>? pump = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var waiting = new Waiting(limit ?? DefaultLimit);
        using var never = new ManualResetEventSlim();
        while (!condition())
        {
            if (waiting.IsOver)
                throw waiting.Failure(expression, describe?.Invoke() ?? "");
            TimeSpan delay = waiting.NextDelay();
            if (pump is null)
                never.Wait(delay);
            else
                pump(delay);
        }
    }

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => text,
        System.Collections.IEnumerable items => $"[{string.Join(", ", items.Cast<object?>())}]",
        _ => value.ToString() ?? "",
    };

    private struct Waiting(TimeSpan limit)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private double _milliseconds = 1;

        public readonly bool IsOver => Stopwatch.GetElapsedTime(_started) >= limit;

        public TimeSpan NextDelay()
        {
            var delay = TimeSpan.FromMilliseconds(_milliseconds);
            _milliseconds = Math.Min(_milliseconds * 1.5, 20);
            return delay;
        }

        public readonly TimeoutException Failure(string expression, string last)
            => new($"Not within {limit.TotalSeconds:0.##} s: {expression}{(last.Length > 0 ? $"\nLast: {last}" : "")}");
    }
}
