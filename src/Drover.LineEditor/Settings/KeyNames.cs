using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Settings;

/// <summary>Keys by their names, outside of quotes: <c>Control-u</c>, <c>Meta-Rubout</c>, <c>TAB</c>.</summary>
internal static class KeyNames
{
    private static readonly (string Name, string Keys)[] s_names =
    [
        ("DEL", @"\C-?"), ("ESC", @"\e"), ("ESCAPE", @"\e"), ("LFD", @"\C-j"), ("NEWLINE", @"\C-j"), ("RET", @"\C-m"), ("RETURN", @"\C-m"), ("RUBOUT", @"\C-?"), ("SPACE", " "), ("SPC", " "), ("TAB", @"\C-i"),
    ];

    private static readonly string[] s_controls = ["Control-", "Ctrl-", "C-"], s_metas = ["Meta-", "M-"];

    /// <summary>The keys of a name in the notation of <see cref="KeyNotation"/>; null when what stands before the key is not held with it.</summary>
    public static string? Translate(string name)
    {
        // As in readline they stand anywhere before the last hyphen: \C-l without quotes is C-l.
        int dash = name.Length < 2 ? -1 : name.LastIndexOf('-', name.Length - 2);
        string held = name[..(dash + 1)];
        name = name[(dash + 1)..];
        bool control = IsNamed(held, s_controls), meta = IsNamed(held, s_metas);
        if (held.Length > 0 && !control && !meta) return null;
        string key = Array.Find(s_names, item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Keys
            // One character, as readline takes it.
            ?? (name is [] ? "" : name[0] is '\\' or '"' ? $@"\{name[0]}" : name[..(char.IsHighSurrogate(name[0]) && name.Length > 1 ? 2 : 1)]);
        return (meta ? @"\e" : "") + (control ? @"\C-" : "") + key;
    }

    private static bool IsNamed(string held, string[] prefixes) => Array.Exists(prefixes, prefix => held.Contains(prefix, StringComparison.OrdinalIgnoreCase));
}
