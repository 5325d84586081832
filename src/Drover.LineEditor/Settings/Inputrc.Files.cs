using System.Globalization;
using Drover.LineEditor.Editing;

namespace Drover.LineEditor.Settings;

public sealed partial class Inputrc
{
    /// <summary>Files include each other no deeper than this.</summary>
    private const int GreatestDepth = 16;

    /// <summary>One file includes no more than this, with all that these include.</summary>
    private const int MostFiles = 1000;

    /// <summary>The version of readline that <c>$if version</c> is answered with.</summary>
    private const double Version = 8.2;

    // "bash" because what its users wrote for it is meant for the shell that they use.
    private static readonly string[] s_applications = ["drover", "bash"];

    // Those that are being read, each included by the one before it.
    private readonly Stack<string> _files = new();
    private int _included;

    /// <summary>Does what a file says.</summary>
    /// <param name="text">What is in it.</param>
    /// <param name="name">Its name, for <paramref name="report"/>.</param>
    /// <param name="open">The text of another file that it includes; null when that can't be read.</param>
    /// <param name="report">Is told the name of a file, a line of it, and what is wrong there.</param>
    public void Read(string text, string name, Func<string, string?> open, Action<string, int, string> report)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(report);
        if (_files.Count == 0) _included = 0;
        _files.Push(name);
        try
        {
            ReadLines(text, name, open, report);
        }
        finally
        {
            _ = _files.Pop();
            if (_files.Count == 0) UseKeymapOfMode();
        }
    }

    private void ReadLines(string text, string name, Func<string, string?> open, Action<string, int, string> report)
    {
        // For each $if: whether it holds, and whether $else has been.
        var conditions = new List<(bool Holds, bool HadElse)>();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string trimmed = line.Trim();
            string? mistake = trimmed.StartsWith('$') ? Direct(trimmed, conditions, open, report) : conditions.TrueForAll(each => each.Holds) ? Apply(trimmed) : null;
            if (mistake is not null) report(name, number, mistake);
        }
        if (conditions.Count > 0) report(name, number, "$endif is missing");
    }

    private string? Direct(string line, List<(bool Holds, bool HadElse)> conditions, Func<string, string?> open, Action<string, int, string> report)
    {
        string[] words = line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        string argument = words.Length > 1 ? words[1].Trim() : "";
        switch (words[0].ToLowerInvariant())
        {
            case "$if":
                conditions.Add((Holds(argument), false));
                return null;
            case "$else":
                if (conditions is not [.., (var held, false)]) return "$else without $if";
                conditions[^1] = (!held, true);
                return null;
            case "$endif":
                if (conditions.Count == 0) return "$endif without $if";
                conditions.RemoveAt(conditions.Count - 1);
                return null;
            case "$include":
                if (!conditions.TrueForAll(each => each.Holds)) return null;
                if (_files.Contains(argument)) return $"{argument}: is being read already";
                if (_files.Count > GreatestDepth) return $"{argument}: files that include each other are nested too deeply";
                if (_included++ >= MostFiles) return $"{argument}: more than {MostFiles} files are included";
                // As in readline it may be missing.
                if (open(argument) is { } text) Read(text, argument, open, report);
                return null;
            default:
                return $"{words[0]}: there is no such directive";
        }
    }

    // What follows the condition is ignored.
    private bool Holds(string condition)
    {
        string first = FirstWord(condition);
        if (first.StartsWith("mode=", StringComparison.OrdinalIgnoreCase)) return first[5..].Equals(options.Mode == EditingMode.Vi ? "vi" : "emacs", StringComparison.OrdinalIgnoreCase);
        if (first.StartsWith("term=", StringComparison.OrdinalIgnoreCase))
            return first[5..].Equals(options.Terminal, StringComparison.OrdinalIgnoreCase) || first[5..].Equals(options.Terminal.Split('-')[0], StringComparison.OrdinalIgnoreCase);
        int at = condition.AsSpan().IndexOfAny("=!<> \t");
        string left = at < 0 ? condition : condition[..at], right = condition[left.Length..].TrimStart();
        int length = Math.Max(right.AsSpan().IndexOfAnyExcept("=!<>"), 0);
        if (length == 0) return s_applications.Contains(first.ToLowerInvariant());
        string sign = right[..length], value = FirstWord(right[length..].TrimStart());
        if (!left.Equals("version", StringComparison.OrdinalIgnoreCase))
            return _values.Get(left.ToLowerInvariant()) is { } known && (sign switch { "=" or "==" => known == value, "!=" => known != value, _ => false });
        return double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double version) && sign switch
        {
            "=" or "==" => Version == version,
            "!=" => Version != version,
            "<" => Version < version,
            "<=" => Version <= version,
            ">" => Version > version,
            ">=" => Version >= version,
            _ => false,
        };
    }

    private static string FirstWord(string text) => text.Split([' ', '\t'], 2)[0];
}
