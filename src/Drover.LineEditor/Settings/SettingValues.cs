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

    private static readonly (string Name, KeymapName Map, string Prefix)[] s_keymaps =
    [
        ("emacs", KeymapName.Emacs, ""), ("emacs-standard", KeymapName.Emacs, ""), ("emacs-meta", KeymapName.Emacs, @"\e"), ("emacs-ctlx", KeymapName.Emacs, @"\C-x"), ("vi", KeymapName.ViCommand, ""),
        ("vi-command", KeymapName.ViCommand, ""), ("vi-move", KeymapName.ViCommand, ""), ("vi-insert", KeymapName.ViInsert, ""),
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The map that bindings go to which name none.</summary>
    public KeymapName Keymap { get; set; } = MapOf(options.Mode);

    /// <summary>The keys that bindings in <see cref="Keymap"/> are written without.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>All of them, sorted.</summary>
    public IEnumerable<(string Name, string Value)> All => s_defaults.Select(item => (item.Name, Get(item.Name)!));

    /// <summary>The map in which a mode begins.</summary>
    public static KeymapName MapOf(EditingMode mode) => mode == EditingMode.Vi ? KeymapName.ViInsert : KeymapName.Emacs;

    /// <summary>The map of a name, and the keys that it stands for the rest of.</summary>
    public static (KeymapName Map, string Prefix)? FindKeymap(string name)
    {
        foreach ((string known, KeymapName map, string prefix) in s_keymaps)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return (map, prefix);
        return null;
    }

    /// <summary>The value of a variable; null when readline has none of that name.</summary>
    public string? Get(string name) => name switch
    {
        "editing-mode" => options.Mode == EditingMode.Vi ? "vi" : "emacs",
        "keymap" => Keymap switch { KeymapName.Emacs => Prefix switch { "" => "emacs", @"\e" => "emacs-meta", _ => "emacs-ctlx" }, KeymapName.ViInsert => "vi-insert", _ => "vi-command" },
        _ when _values.TryGetValue(name, out string? value) => value,
        _ => Array.Find(s_defaults, item => item.Name == name).Value,
    };

    /// <summary>Changes a variable; what is wrong, or null.</summary>
    public string? Set(string name, string value)
    {
        if (Get(name) is null) return $"{name}: there is no such variable";
        string standard = Array.Find(s_defaults, item => item.Name == name).Value;
        bool isSwitch = standard is "on" or "off", isNumber = int.TryParse(standard, CultureInfo.InvariantCulture, out _);
        // Of these the rest of the line is no part.
        if (isSwitch || isNumber || name is "editing-mode" or "keymap" or "bell-style") value = value.Split([' ', '\t'], 2)[0];
        int number = 0;
        if (isNumber && !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)) return $"{value}: not a number";
        switch (name)
        {
            case "editing-mode":
                if (value.ToLowerInvariant() is not ("emacs" or "vi") and var mode) return $"{mode}: the editing modes are emacs and vi";
                options.Mode = value.Equals("vi", StringComparison.OrdinalIgnoreCase) ? EditingMode.Vi : EditingMode.Emacs;
                (Keymap, Prefix) = (MapOf(options.Mode), "");
                return null;
            case "keymap":
                if (FindKeymap(value) is not { } found) return $"{value}: there is no such keymap";
                (Keymap, Prefix) = found;
                return null;
        }
        _values[name] = isSwitch ? IsOn(value) ? "on" : "off" : value;
        Obey(name, value, number);
        return null;
    }

    private void Obey(string name, string value, int number)
    {
        switch (name)
        {
            case "bell-style": options.Bell = value is not "none" and not "off"; break;
            case "comment-begin": options.CommentBegin = value; break;
            case "completion-ignore-case": options.CompletionIgnoresCase = IsOn(value); break;
            case "enable-bracketed-paste": options.BracketedPaste = IsOn(value); break;
            case "show-all-if-ambiguous": options.ListsAmbiguous = IsOn(value); break;
            case "show-all-if-unmodified": options.ListsUnmodified = IsOn(value); break;
            case "keyseq-timeout": options.KeySequenceTimeout = number > 0 ? TimeSpan.FromMilliseconds(number) : Timeout.InfiniteTimeSpan; break;
            // Less than one means never to ask.
            case "completion-query-items": options.CompletionQueryItems = number > 0 ? number : int.MaxValue; break;
        }
    }

    // As readline reads it.
    private static bool IsOn(string value) => value.Length == 0 || value == "1" || value.Equals("on", StringComparison.OrdinalIgnoreCase);
}
