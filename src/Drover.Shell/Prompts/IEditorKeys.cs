namespace Drover.Shell.Prompts;

/// <summary>The keys and settings of an editor, as <c>bind</c> and inputrc files speak of them. The chars of all texts are bytes.</summary>
/// <remarks>Methods that return a text return what is wrong, or null. A keymap is a name of readline's, or null for the one that is in use.</remarks>
public interface IEditorKeys
{
    /// <summary>Whether the editing mode is vi's.</summary>
    bool UsesViKeys { get; set; }

    /// <summary>The names of all functions that keys can be bound to.</summary>
    IReadOnlyCollection<string> Functions { get; }

    /// <summary>Whether there is a keymap of that name.</summary>
    bool IsKeymap(string name);

    /// <summary>Does what one line of an inputrc file says that is no directive.</summary>
    string? Apply(string line, string? keymap);

    /// <summary>Binds keys to a command of the shell: <c>"keys": command</c>.</summary>
    string? ApplyCommand(string line, string? keymap);

    /// <summary>Takes away what keys do.</summary>
    string? Unbind(string keys, string? keymap);

    /// <summary>Takes away all keys of a function.</summary>
    void UnbindFunction(string function, string? keymap);

    /// <summary>The keys of a function.</summary>
    IReadOnlyList<string> KeysOf(string function, string? keymap);

    /// <summary>The lines that an option of <c>bind</c> prints: p P s S v V X.</summary>
    IEnumerable<string> List(char option, string? keymap);

    /// <summary>Does what an inputrc file says.</summary>
    /// <param name="text">What is in it.</param>
    /// <param name="path">Its name.</param>
    /// <param name="terminal">The terminal's name, for <c>$if term=</c>.</param>
    /// <param name="open">The text of another file that it includes; null when that can't be read.</param>
    /// <param name="report">Is told the name of a file, a line of it, and what is wrong there.</param>
    void Read(string text, string path, string terminal, Func<string, string?> open, Action<string, int, string> report);
}
