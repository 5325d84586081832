using System.Collections.Immutable;

namespace Drover.Cli.Arguments;

/// <summary>Labels as arguments: "key=value", or "key" for an empty value.</summary>
internal static class LabelText
{
    /// <summary>Reads all of them; a later one replaces an earlier one of the same key.</summary>
    /// <exception cref="CliException">One has no key.</exception>
    public static ImmutableSortedDictionary<string, string> Parse(IEnumerable<string> texts, string option)
    {
        ImmutableSortedDictionary<string, string> labels = ImmutableSortedDictionary<string, string>.Empty;
        foreach (string text in texts)
        {
            (string key, string? value) = Split(text, option);
            labels = labels.SetItem(key, value ?? "");
        }
        return labels;
    }

    /// <summary>Key and value; null when no value is given.</summary>
    /// <exception cref="CliException">It has no key.</exception>
    public static (string Key, string? Value) Split(string text, string option)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? text : text[..equals];
        return key.Length > 0 ? (key, equals < 0 ? null : text[(equals + 1)..]) : throw new CliException($"{option}: '{text}' is no key=value.");
    }
}
