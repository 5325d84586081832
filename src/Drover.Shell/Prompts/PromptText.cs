// Constraints
//   What an escape stands for, the name of a directory say, is text and no code: a "$(…)" in it must not be executed.
// Scheme
//   Escapes first, what they stand for quoted as in double quotes; then the expansions of POSIX, which take the quotes away again.

using System.Globalization;
using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Shell.Execution;

namespace Drover.Shell.Prompts;

/// <summary>Expands PS0, PS1, PS2, PS4 and RPROMPT: parameters as POSIX asks for, and bash's escapes when not in POSIX mode.</summary>
internal static class PromptText
{
    private const char Begin = '\u0001', End = '\u0002';
    private const string Dots = "...";

    /// <summary>The prompt that a variable describes.</summary>
    public static string Of(Interpreter shell, string variable) => Expand(shell, shell.Environment.Variables.Get(variable) ?? "", isFirst: variable == "PS1");

    /// <summary>Expands a prompt.</summary>
    /// <param name="shell">The shell.</param>
    /// <param name="value">What the variable holds.</param>
    /// <param name="isFirst">Whether it is PS1, in which POSIX gives "!" a meaning.</param>
    public static string Expand(Interpreter shell, string value, bool isFirst = false)
    {
        if (!shell.Environment.Has(ShellOptions.Posix)) return value.Contains('\\', StringComparison.Ordinal) ? shell.ExpandPrompt(Decode(shell, value)) : shell.ExpandPrompt(value);
        string text = shell.ExpandPrompt(value);
        return isFirst && text.Contains('!', StringComparison.Ordinal) ? WithNumber(shell, text) : text;
    }

    /// <summary>The prompt without what only marks the parts that take no columns.</summary>
    public static string Visible(string prompt) =>
        prompt.AsSpan().ContainsAny(Begin, End) ? prompt.Replace("\u0001", "", StringComparison.Ordinal).Replace("\u0002", "", StringComparison.Ordinal) : prompt;

    // POSIX sh, PS1: "!" is the number of the next command in the history, "!!" is "!".
    private static string WithNumber(Interpreter shell, string text)
    {
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '!') result.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == '!') result.Append(text[i++]);
            else result.Append(shell.CommandNumber + 1);
        }
        return result.ToString();
    }

    private static string Decode(Interpreter shell, string value)
    {
        var result = new StringBuilder();
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\' || i + 1 == value.Length)
            {
                result.Append(value[i]);
                continue;
            }
            char letter = value[++i];
            if (letter is >= '0' and <= '7')
            {
                int number = 0, end = Math.Min(value.Length, i + 3);
                while (i < end && value[i] is >= '0' and <= '7') number = (number * 8) + value[i++] - '0';
                i--;
                AppendQuoted(result, ((char)(number & 0xFF)).ToString());
            }
            else if (letter == 'D' && i + 1 < value.Length && value[i + 1] == '{' && value.IndexOf('}', i) is > 0 and var close)
            {
                string format = value[(i + 2)..close];
                AppendQuoted(result, TimeText.Format(format.Length == 0 ? "%X" : format));
                i = close;
            }
            else if (Meaning(shell, letter) is { } text) AppendQuoted(result, text);
            else result.Append('\\').Append(letter);
        }
        return result.ToString();
    }

    private static string? Meaning(Interpreter shell, char letter) => letter switch
    {
        'a' => "\a",
        'e' => "\u001b",
        'n' => "\n",
        'r' => "\r",
        '\\' => "\\",
        '[' => "\u0001",
        ']' => "\u0002",
        '$' => OwnProcess.EffectiveUser == 0 ? "#" : "$",
        'u' => UserName(shell),
        'h' => HostName().Split('.')[0],
        'H' => HostName(),
        'w' => Directory(shell, whole: true),
        'W' => Directory(shell, whole: false),
        't' => TimeText.Format("%H:%M:%S"),
        'T' => TimeText.Format("%I:%M:%S"),
        '@' => TimeText.Format("%I:%M %p"),
        'A' => TimeText.Format("%H:%M"),
        'd' => TimeText.Format("%a %b %d"),
        'j' => ShellText.Of(shell.Jobs.All.Count),
        'l' => LastPart(TerminalName(shell)),
        's' => LastPart(shell.Environment.ScriptName).TrimStart('-'),
        'v' => string.Join('.', shell.Version.Split('.').Take(2)),
        'V' => shell.Version,
        '!' or '#' => ShellText.Of(shell.CommandNumber + 1),
        _ => null,
    };

    private static void AppendQuoted(StringBuilder result, string text)
    {
        foreach (char c in text)
        {
            if (c is '$' or '`' or '\\') result.Append('\\');
            result.Append(c);
        }
    }

    private static string UserName(Interpreter shell)
    {
        string user = OwnProcess.EffectiveUser.ToString(CultureInfo.InvariantCulture);
        foreach (string line in ShellText.From(Descriptor.ReadFile("/etc/passwd", out _)).Split('\n'))
            if (line.Split(':') is { Length: > 2 } fields && fields[2] == user) return fields[0];
        return shell.Environment.Variables.Get("LOGNAME") ?? user;
    }

    private static string HostName() => ShellText.From(Descriptor.ReadFile("/proc/sys/kernel/hostname", out _)).TrimEnd('\n');

    private static string TerminalName(Interpreter shell) =>
        shell.Environment.Descriptors[0] is { Capture: null } file && SymbolicLink.Read($"/proc/self/fd/{file.Number}") is { } name ? ShellText.From(name) : "?";

    private static string Directory(Interpreter shell, bool whole)
    {
        string path = shell.Environment.Variables.Get("PWD") ?? "?";
        string? home = shell.Environment.Variables.Get("HOME");
        if (home is { Length: > 1 } && (path == home || path.StartsWith(home + "/", StringComparison.Ordinal))) path = "~" + path[home.Length..];
        return !whole && path is not ("/" or "~") ? LastPart(path)
            : int.TryParse(shell.Environment.Variables.Get("PROMPT_DIRTRIM"), NumberStyles.None, CultureInfo.InvariantCulture, out int kept) && kept > 0 ? Shortened(path, kept) : path;
    }

    // PROMPT_DIRTRIM: the last names of a path, and dots for what stands before them if these are shorter.
    private static string Shortened(string path, int kept)
    {
        int start = path.StartsWith("~/", StringComparison.Ordinal) ? 2 : 0, end = path.Length;
        while (kept-- > 0 && end > start) end = path.LastIndexOf('/', end - 1, end - start);
        return end - start <= Dots.Length ? path : string.Concat(path.AsSpan(0, start), Dots, path.AsSpan(end));
    }

    private static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];
}
