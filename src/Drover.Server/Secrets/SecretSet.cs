// Constraints
//   A value may be printed as it is, line by line, with a terminal's line ends, or inside JSON. Short values would blacken half of every log.
//   Logs outlive profiles: what was secret when a run began stays secret, whatever its profile says now.
// Scheme
//   The names are a label of the durable run and the values stand in its environment, so both last exactly as long as its log. Each value is looked for in all its forms.

using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Drover.Runs;
using Drover.Server.Runs;

namespace Drover.Server.Secrets;

/// <summary>Values that are nowhere to be shown. Immutable.</summary>
internal sealed class SecretSet
{
    /// <summary>Values and lines of values with fewer bytes than this are not looked for.</summary>
    public const int Shortest = 4;

    private const int GreatestCache = 512;
    private static readonly ConcurrentDictionary<string, SecretSet?> s_ofRuns = new(StringComparer.Ordinal);

    private SecretSet(byte[][] values)
    {
        Values = values;
        FirstBytes = SearchValues.Create([.. values.Select(value => value[0]).Distinct()]);
        Longest = values.Max(value => value.Length);
        Fallbacks = [.. values.Select(FallbacksOf)];
    }

    /// <summary>The values in all their forms.</summary>
    public byte[][] Values { get; }

    /// <summary>The bytes with which one may begin.</summary>
    public SearchValues<byte> FirstBytes { get; }

    /// <summary>The length of the longest, in bytes.</summary>
    public int Longest { get; }

    /// <summary>For each value and each number of its bytes that were found: how many of its first bytes are the last of these (Knuth, Morris and Pratt).</summary>
    internal int[][] Fallbacks { get; }

    /// <summary>The secrets of a durable run; null when it has none.</summary>
    /// <exception cref="RunException">Its spec file is damaged.</exception>
    public static SecretSet? Of(Run durable)
    {
        if (s_ofRuns.TryGetValue(durable.Directory, out SecretSet? known)) return known;
        RunSpec spec = durable.ReadSpec();
        SecretSet? found = spec.Labels.TryGetValue(RunSpecs.SecretsLabel, out string? names)
            ? Of(names.Split(',').Select(name => spec.Environment.Get(name)?.ToString() ?? ""))
            : null;
        if (s_ofRuns.Count >= GreatestCache) s_ofRuns.Clear();
        s_ofRuns[durable.Directory] = found;
        return found;
    }

    /// <summary>A set of values; null when none is long enough.</summary>
    public static SecretSet? Of(IEnumerable<string> values)
    {
        byte[][] all = [.. values.SelectMany(Forms).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes).Where(value => value.Length >= Shortest)];
        return all.Length == 0 ? null : new SecretSet(all);
    }

    /// <summary>Whole bytes with every secret masked.</summary>
    public byte[] Mask(ReadOnlySpan<byte> bytes)
    {
        var masked = new ArrayBufferWriter<byte>(bytes.Length + 1);
        var filter = new SecretFilter(this);
        filter.Append(bytes, masked);
        filter.Flush(masked);
        return masked.WrittenSpan.ToArray();
    }

    private static IEnumerable<string> Forms(string value)
    {
        yield return value;
        yield return JsonEncodedText.Encode(value).ToString();
        yield return JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        if (!value.Contains('\n', StringComparison.Ordinal)) yield break;
        yield return value.ReplaceLineEndings("\r\n");
        foreach (string line in value.Split('\n')) yield return line.TrimEnd('\r');
    }

    private static int[] FallbacksOf(byte[] value)
    {
        int[] fallbacks = new int[value.Length + 1];
        for (int i = 1, found = 0; i < value.Length; i++)
        {
            while (found > 0 && value[i] != value[found]) found = fallbacks[found];
            if (value[i] == value[found]) found++;
            fallbacks[i + 1] = found;
        }
        return fallbacks;
    }
}
