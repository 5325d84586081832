using System.Globalization;
using Drover.LineEditor.Editing;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Settings;

/// <summary>readline's variables, as <c>set</c> in inputrc files changes them. Some change the editor; the others are only remembered.</summary>
internal sealed class SettingValues(LineEditorOptions options)
{
    private static readonly (string Name, string Value)[] s_defaults =
    [
        ("active-region-end-color", ""), ("active-region-start-color", ""), ("bell-style", "audible"), ("bind-tty-special-chars", "on"), ("blink-matching-paren", "off"), ("byte-oriented", "off"),
        ("colored-completion-prefix", "off"), ("colored-stats", "off"), ("comment-begin", "#"), ("completion-display-width", "-1"), ("completion-ignore-case", "off"), ("completion-map-case", "off"),
        ("completion-prefix-display-length", "0"), ("completion-query-items", "100"), ("convert-meta", "off"), ("disable-completion", "off"), ("echo-control-characters", "on"), ("editing-mode", "emacs"),
        ("emacs-mode-string", "@"), ("enable-active-region", "off"), ("enable-bracketed-paste", "on"), ("enable-keypad", "off"), ("enable-meta-key", "on"), ("expand-tilde", "off"),
        ("force-meta-prefix", "off"), ("history-preserve-point", "off"), ("history-size", "0"), ("horizontal-scroll-mode", "off"), ("input-meta", "on"), ("isearch-terminators", ""), ("keymap", "emacs"),
        ("keyseq-timeout", "500"), ("mark-directories", "on"), ("mark-modified-lines", "off"), ("mark-symlinked-directories", "off"), ("match-hidden-files", "off"), ("menu-complete-display-prefix", "off"),
        ("meta-flag", "on"), ("output-meta", "on"), ("page-completions", "on"), ("prefer-visible-bell", "on"), ("print-completions-horizontally", "off"), ("revert-all-at-newline", "off"),
        ("search-ignore-case", "off"), ("show-all-if-ambiguous", "off"), ("show-all-if-unmodified", "off"), ("show-mode-in-prompt", "off"), ("skip-completed-text", "off"), ("vi-cmd-mode-string", "(cmd)"),
        ("vi-ins-mode-string", "(ins)"), ("visible-stats", "off"),
    ];

    private static readonly (string Name, KeymapName Map)[] s_keymaps =
    [
        ("emacs", KeymapName.Emacs), ("emacs-standard", KeymapName.Emacs), ("vi", KeymapName.ViCommand), ("vi-command", KeymapName.ViCommand), ("vi-move", KeymapName.ViCommand), ("vi-insert", KeymapName.ViInsert),
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The map that bindings go to which name none.</summary>
    public KeymapName Keymap { get; set; } = MapOf(options.Mode);

    /// <summary>All of them, sorted.</summary>
    public IEnumerable<(string Name, string Value)> All => s_defaults.Select(item => (item.Name, Get(item.Name)!));

    /// <summary>The map in which a mode begins.</summary>
    public static KeymapName MapOf(EditingMode mode) => mode == EditingMode.Vi ? KeymapName.ViInsert : KeymapName.Emacs;

    /// <summary>The map of a name, and the keys that it stands for the rest of.</summary>
    public static (KeymapName Map, string Prefix)? FindKeymap(string name)
    {
        if (name == "emacs-meta") return (KeymapName.Emacs, @"\e");
        if (name == "emacs-ctlx") return (KeymapName.Emacs, @"\C-x");
        foreach ((string known, KeymapName map) in s_keymaps)
            if (known == name) return (map, "");
        return null;
    }

    /// <summary>The value of a variable; null when readline has none of that name.</summary>
    public string? Get(string name) => name switch
    {
        "editing-mode" => options.Mode == EditingMode.Vi ? "vi" : "emacs",
        "keymap" => Keymap switch { KeymapName.Emacs => "emacs", KeymapName.ViInsert => "vi-insert", _ => "vi-command" },
        _ when _values.TryGetValue(name, out string? value) => value,
        _ => Array.Find(s_defaults, item => item.Name == name).Value,
    };

    /// <summary>Changes a variable; what is wrong, or null.</summary>
    public string? Set(string name, string value)
    {
        if (Get(name) is null) return $"{name}: there is no such variable";
        switch (name)
        {
            case "editing-mode":
                if (value is not ("emacs" or "vi")) return $"{value}: the editing modes are emacs and vi";
                options.Mode = value == "vi" ? EditingMode.Vi : EditingMode.Emacs;
                Keymap = MapOf(options.Mode);
                return null;
            case "keymap":
                if (FindKeymap(value) is not { Prefix: "" } found) return $"{value}: there is no such keymap";
                Keymap = found.Map;
                return null;
        }
        bool isSwitch = Array.Find(s_defaults, item => item.Name == name).Value is "on" or "off";
        _values[name] = isSwitch ? IsOn(value) ? "on" : "off" : value;
        return Obey(name, value);
    }

    private string? Obey(string name, string value)
    {
        switch (name)
        {
            case "bell-style": options.Bell = value is not "none" and not "off"; break;
            case "comment-begin": options.CommentBegin = value; break;
            case "completion-ignore-case": options.CompletionIgnoresCase = IsOn(value); break;
            case "enable-bracketed-paste": options.BracketedPaste = IsOn(value); break;
            case "show-all-if-ambiguous": options.ListsAmbiguous = IsOn(value); break;
            case "show-all-if-unmodified": options.ListsUnmodified = IsOn(value); break;
            case "completion-query-items" or "keyseq-timeout":
                if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)) return $"{value}: not a number";
                if (name == "keyseq-timeout") options.KeySequenceTimeout = number > 0 ? TimeSpan.FromMilliseconds(number) : Timeout.InfiniteTimeSpan;
                // Less than one means never to ask.
                else options.CompletionQueryItems = number > 0 ? number : int.MaxValue;
                break;
        }
        return null;
    }

    // As readline reads it.
    private static bool IsOn(string value) => value.Length == 0 || value == "1" || value.Equals("on", StringComparison.OrdinalIgnoreCase);
}
