using System.Globalization;
using Drover.Server.Hosting;

namespace Drover.Server.Clients;

/// <summary>The words behind <c>drover task VERB</c>: options anywhere, everything after "--" as it stands.</summary>
internal sealed class TaskArguments
{
    private readonly Dictionary<string, List<string>> _options = [];
    private readonly List<string> _words = [];
    private readonly string _usage;

    /// <summary>Sorts the words.</summary>
    /// <param name="usage">How the verb is used, for messages.</param>
    /// <param name="arguments">The words.</param>
    /// <param name="valued">The options that take a value.</param>
    /// <param name="flags">Those that take none.</param>
    /// <param name="most">How many other words there may be.</param>
    /// <exception cref="UsageException">One of them is not known.</exception>
    public TaskArguments(string usage, ReadOnlySpan<string> arguments, string[] valued, string[] flags, int most)
    {
        _usage = usage;
        bool isLiteral = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            string word = arguments[i];
            if (isLiteral || word.Length < 2 || word[0] != '-')
            {
                _words.Add(word);
                continue;
            }
            if (word == "--")
            {
                isLiteral = true;
                continue;
            }
            string[] parts = word.Split('=', 2);
            if (flags.Contains(parts[0]) && parts.Length == 1) Add(parts[0], "");
            else if (!valued.Contains(parts[0])) throw new UsageException($"'{word}' is not known. Usage: {usage}");
            else if (parts.Length == 2) Add(parts[0], parts[1]);
            else if (i + 1 < arguments.Length) Add(parts[0], arguments[++i]);
            else throw new UsageException($"{word} needs a value. Usage: {usage}");
        }
        if (_words.Count > most) throw new UsageException($"'{_words[most]}' is one word too many. Usage: {usage}");
    }

    /// <summary>Whether an option is there.</summary>
    public bool Has(string option) => _options.ContainsKey(option);

    /// <summary>The last value of an option; null when it is not there.</summary>
    public string? Value(string option) => _options.TryGetValue(option, out List<string>? values) ? values[^1] : null;

    /// <summary>All values of an option.</summary>
    public IReadOnlyList<string> Values(string option) => _options.TryGetValue(option, out List<string>? values) ? values : [];

    /// <summary>The number of an option; null when it is not there.</summary>
    /// <exception cref="UsageException">It is no number.</exception>
    public long? Number(string option)
    {
        if (Value(option) is not { } text) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw new UsageException($"{option}: '{text}' is no whole number.");
    }

    /// <summary>The duration of an option in milliseconds; null when it is not there.</summary>
    /// <exception cref="UsageException">It is no duration.</exception>
    public long? Milliseconds(string option)
    {
        if (Value(option) is not { } text) return null;
        return DurationText.TryParse(text) is { } duration ? (long)duration.TotalMilliseconds : throw new UsageException($"{option}: '{text}' is no duration. Give one like 500ms, 5s, 10m or 2h.");
    }

    /// <summary>A word by its place; null when there are fewer.</summary>
    public string? Word(int place) => place < _words.Count ? _words[place] : null;

    /// <summary>The word at the first place.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string Needed() => Word(0) ?? throw new UsageException($"Something is missing. Usage: {_usage}");

    private void Add(string option, string value)
    {
        if (!_options.TryGetValue(option, out List<string>? values)) _options[option] = values = [];
        values.Add(value);
    }
}
