// Scheme
//   A line binds keys, sets a variable or is a directive. Directives of a file are a stack of conditions: a line counts when all of them hold. What is wrong with a line is
//   told and the next one read, as readline does (readline(3), "Readline Init File").

using System.Text;
using Drover.LineEditor.Editing;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Settings;

/// <summary>Reads inputrc files, and single lines of them, into the options of an editor.</summary>
/// <param name="options">What is changed.</param>
/// <remarks>Texts may hold bytes that are no UTF-8: 0x80 to 0xFF stand as the halves of surrogate pairs U+DC80 to U+DCFF.</remarks>
public sealed partial class Inputrc(LineEditorOptions options)
{
    private readonly SettingValues _values = new(options);

    /// <summary>All variables, by name.</summary>
    public IEnumerable<(string Name, string Value)> Variables => _values.All;

    /// <summary>The map that bindings go to which name none: that of the mode, until <c>set keymap</c> names another.</summary>
    public KeymapName Keymap => _values.Keymap;

    /// <summary>Whether there is a keymap of that name.</summary>
    public static bool IsKeymap(string name) => SettingValues.FindKeymap(name) is not null;

    /// <summary>The map of a name, or <see cref="Keymap"/>.</summary>
    public KeymapName MapOf(string? name) => name is not null && SettingValues.FindKeymap(name) is { } found ? found.Map : Keymap;

    /// <summary>Bindings go to the map of the mode again.</summary>
    public void UseKeymapOfMode() => (_values.Keymap, _values.Prefix) = (SettingValues.MapOf(options.Mode), "");

    /// <summary>Does what one line says that is no directive; what is wrong with it, or null.</summary>
    /// <param name="line">The line.</param>
    /// <param name="keymap">The name of the map that keys are bound in; null for <see cref="Keymap"/>.</param>
    public string? Apply(string line, string? keymap = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        line = line.Trim();
        if (line.Length == 0 || line[0] == '#') return null;
        string[] words = line.Split([' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
        if (words[0].Equals("set", StringComparison.OrdinalIgnoreCase) && words.Length > 1) return Set(words[1].ToLowerInvariant(), words.Length > 2 ? words[2].Trim() : "");
        if (TakeKeys(line, out string keys, out string rest) is { } mistake) return mistake;
        if (rest.Length == 0) return null;
        if (rest[0] is '"' or '\'')
        {
            if (TryUnquote(rest) is not { } text) return $"{rest}: the closing quote is missing";
            return Bind(keymap, keys, () => KeyAction.Typing(rest[0] == '"' ? text : WithEscapedQuotes(text)));
        }
        string name = rest.Split([' ', '\t'], 2)[0].ToLowerInvariant();
        if (CommandNames.Find(name) is not { } command) return $"{name}: there is no such function";
        return Bind(keymap, keys, () => KeyAction.Of(command));
    }

    /// <summary>Binds keys to a command of the host's: <c>"keys": command</c>; what is wrong, or null.</summary>
    public string? ApplyHostCommand(string line, string? keymap = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        line = line.TrimStart();
        if (line.Length == 0 || line[0] != '"') return $"{line}: the keys must be in double quotes";
        if (TakeKeys(line, out string keys, out string rest) is { } mistake) return mistake;
        if (rest.Length == 0) return null;
        if (TryUnquote(rest) is not { } command) return $"{rest}: the closing quote is missing";
        return Bind(keymap, keys, () => KeyAction.Running(command));
    }

    /// <summary>Takes away what keys do; what is wrong, or null.</summary>
    public string? Unbind(string keys, string? keymap = null)
    {
        try
        {
            options.Bindings.Unbind(MapOf(keymap), Prefix(keymap) + keys);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private string Prefix(string? keymap) => keymap is not null && SettingValues.FindKeymap(keymap) is { } found ? found.Prefix : _values.Prefix;

    private string? Bind(string? keymap, string keys, Func<KeyAction> make)
    {
        try
        {
            KeyAction action = make();
            // On an empty line readline's function ends the input when it is the terminal's key for that.
            if (action.Command == EditCommand.DeleteChar && KeyNotation.Parse(Prefix(keymap) + keys) is [var key] && key.IsControl('d')) action = KeyAction.Of(EditCommand.DeleteCharOrEnd);
            options.Bindings.Bind(MapOf(keymap), Prefix(keymap) + keys, action);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    // The keys, in quotes or by name, and what stands behind the colon.
    private static string? TakeKeys(string line, out string keys, out string rest)
    {
        (keys, rest) = ("", "");
        int colon;
        if (line[0] == '"')
        {
            int end = EndOfQuote(line);
            if (end < 0) return $"{line}: the closing quote is missing";
            keys = line[1..end];
            colon = line.IndexOf(':', end);
            if (colon >= 0 && line.AsSpan(end + 1, colon - end - 1).ContainsAnyExcept(' ', '\t')) colon = -1;
        }
        else
        {
            colon = line.IndexOf(':', 1);
            if (colon > 0)
            {
                string name = line[..colon].TrimEnd();
                if (KeyNames.Translate(name) is not { } named) return $"{name}: keys are held with Control- or Meta-";
                keys = named;
            }
        }
        if (colon < 0) return $"{line}: the colon behind the keys is missing";
        rest = line[(colon + 1)..].Trim();
        return null;
    }

    // Where the quote ends with which a text begins; -1 when it does not.
    private static int EndOfQuote(string text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == text[0]) return i;
        }
        return -1;
    }

    // Macros are listed between double quotes.
    private static string WithEscapedQuotes(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') escaped.Append('\\');
            escaped.Append(text[i]);
            if (text[i] == '\\' && i + 1 < text.Length) escaped.Append(text[++i]);
        }
        return escaped.ToString();
    }

    private string? Set(string name, string value) => TryUnquote(value) is { } text ? _values.Set(name, text) : $"{value}: the closing quote is missing";

    // What stands between quotes, if it begins with one; what follows these is ignored. Null when they are not closed.
    private static string? TryUnquote(string text)
    {
        if (text is not ['"' or '\'', ..]) return text;
        return EndOfQuote(text) is > 0 and var end ? text[1..end] : null;
    }
}
