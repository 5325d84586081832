using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Settings;

/// <summary>Keys by their names, outside of quotes: <c>Control-u</c>, <c>Meta-Rubout</c>, <c>TAB</c>.</summary>
internal static class KeyNames
{
    private static readonly (string Name, string Keys)[] s_names =
    [
        ("DEL", @"\C-?"), ("ESC", @"\e"), ("ESCAPE", @"\e"), ("LFD", @"\C-j"), ("NEWLINE", @"\C-j"), ("RET", @"\C-m"), ("RETURN", @"\C-m"), ("RUBOUT", @"\C-?"), ("SPACE", " "), ("SPC", " "), ("TAB", @"\C-i"),
    ];

    /// <summary>The keys of a name in the notation of <see cref="KeyNotation"/>.</summary>
    public static string Translate(string name)
    {
        bool control = false, meta = false;
        while (true)
        {
            if (TakePrefix(ref name, "Control-") || TakePrefix(ref name, "Ctrl-") || TakePrefix(ref name, "C-")) control = true;
            else if (TakePrefix(ref name, "Meta-") || TakePrefix(ref name, "M-")) meta = true;
            else break;
        }
        string key = Array.Find(s_names, item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Keys
            // One character, as readline takes it.
            ?? (name is [] ? "" : name[0] is '\\' or '"' ? $@"\{name[0]}" : name[..(char.IsHighSurrogate(name[0]) && name.Length > 1 ? 2 : 1)]);
        return (meta ? @"\e" : "") + (control ? @"\C-" : "") + key;
    }

    private static bool TakePrefix(ref string name, string prefix)
    {
        if (name.Length <= prefix.Length || !name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return false;
        name = name[prefix.Length..];
        return true;
    }
}
