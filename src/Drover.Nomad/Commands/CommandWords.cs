namespace Drover.Nomad.Commands;

/// <summary>The words behind a verb: options anywhere before "--", all behind it as it stands.</summary>
internal sealed class CommandWords
{
    private readonly Dictionary<string, List<string>> _options = [];

    /// <summary>Sorts the words.</summary>
    /// <param name="verb">The verb, for messages.</param>
    /// <param name="words">The words.</param>
    /// <param name="valued">The options that take a value.</param>
    /// <param name="flags">Those that take none.</param>
    /// <exception cref="UsageException">One of them is not known.</exception>
    public CommandWords(string verb, ReadOnlySpan<string> words, string[] valued, string[] flags)
    {
        string hint = $"'drover nomad {verb} --help' shows what it takes.";
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (word == "--")
            {
                Rest = words[(i + 1)..].ToArray();
                return;
            }
            string[] parts = word.Split('=', 2);
            if (word.Length < 2 || word[0] != '-') throw new UsageException($"unexpected argument '{word}'. {hint}");
            if (flags.Contains(word)) Add(word, "");
            else if (!valued.Contains(parts[0])) throw new UsageException($"unknown option '{parts[0]}'. {hint}");
            else if (parts.Length == 2) Add(parts[0], parts[1]);
            else if (i + 1 < words.Length) Add(parts[0], words[++i]);
            else throw new UsageException($"{word} needs a value. {hint}");
        }
    }

    /// <summary>What stands behind "--"; null without one.</summary>
    public string[]? Rest { get; }

    /// <summary>Whether an option is there.</summary>
    public bool Has(string option) => _options.ContainsKey(option);

    /// <summary>The last value of an option; null when it is not there.</summary>
    public string? Value(string option) => _options.TryGetValue(option, out List<string>? values) ? values[^1] : null;

    /// <summary>All values of an option.</summary>
    public IReadOnlyList<string> Values(string option) => _options.TryGetValue(option, out List<string>? values) ? values : [];

    /// <summary>The whole number of an option; null when it is not there.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public long? Number(string option)
    {
        if (Value(option) is not { } text) return null;
        return long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number) && number > 0
            ? number
            : throw new UsageException($"{option}: '{text}' is no whole number above 0.");
    }

    private void Add(string option, string value)
    {
        if (!_options.TryGetValue(option, out List<string>? values)) _options[option] = values = [];
        values.Add(value);
    }
}
