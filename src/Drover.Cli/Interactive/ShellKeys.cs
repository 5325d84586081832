using System.Buffers;
using System.Text;
using Drover.LineEditor;
using Drover.LineEditor.Editing;
using Drover.LineEditor.Settings;
using Drover.Shell.Prompts;

namespace Drover.Cli.Interactive;

/// <summary>The keys of the line editor for the shell, whose texts are bytes.</summary>
internal sealed class ShellKeys(LineEditorOptions options) : IEditorKeys
{
    private readonly Inputrc _inputrc = new(options);

    public bool UsesViKeys
    {
        get => options.Mode == EditingMode.Vi;
        set
        {
            if (value == UsesViKeys) return;
            options.Mode = value ? EditingMode.Vi : EditingMode.Emacs;
            _inputrc.UseKeymapOfMode();
        }
    }

    public IReadOnlyCollection<string> Functions => CommandNames.All;

    /// <summary>A text of the shell's.</summary>
    public static string ToBytes(string text)
    {
        var bytes = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int at = 0, length; at < text.Length; at += length)
        {
            bool isByte = Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out length) != OperationStatus.Done && text[at] is >= '\udc80' and <= '\udcff';
            if (isByte) bytes.Append((char)(text[at] - 0xDC00));
            else bytes.Append(Encoding.Latin1.GetString(utf8[..rune.EncodeToUtf8(utf8)]));
        }
        return bytes.ToString();
    }

    /// <summary>A new line begins: what <c>set keymap</c> chose was for the commands before it.</summary>
    public void Begin() => _inputrc.UseKeymapOfMode();

    public bool IsKeymap(string name) => Inputrc.IsKeymap(name);

    public string? Apply(string line, string? keymap) => Said(_inputrc.Apply(FromBytes(line), keymap));

    public string? ApplyCommand(string line, string? keymap) => Said(_inputrc.ApplyHostCommand(FromBytes(line), keymap));

    public string? Unbind(string keys, string? keymap) => Said(_inputrc.Unbind(FromBytes(keys), keymap));

    public void UnbindFunction(string function, string? keymap)
    {
        if (CommandNames.Find(function) is { } command) _inputrc.UnbindAll(command, keymap);
    }

    public IReadOnlyList<string> KeysOf(string function, string? keymap) => CommandNames.Find(function) is { } command ? [.. _inputrc.KeysOf(command, keymap).Select(ToBytes)] : [];

    public IEnumerable<string> List(char option, string? keymap)
    {
        IEnumerable<string> lines = option switch
        {
            'p' => _inputrc.ListFunctions(keymap),
            'P' => _inputrc.DescribeFunctions(keymap),
            's' => _inputrc.ListMacros(keymap),
            'S' => _inputrc.DescribeMacros(keymap),
            'v' => _inputrc.ListVariables(),
            'V' => _inputrc.DescribeVariables(),
            _ => _inputrc.ListHostCommands(keymap),
        };
        return lines.Select(ToBytes);
    }

    public void Read(string text, string path, string terminal, Func<string, string?> open, Action<string, int, string> report)
    {
        options.Terminal = terminal;
        _inputrc.Read(FromBytes(text), FromBytes(path), name => open(ToBytes(name)) is { } other ? FromBytes(other) : null, (file, line, mistake) => report(ToBytes(file), line, ToBytes(mistake)));
    }

    // What is no UTF-8 stands as Inputrc has it.
    private static string FromBytes(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(text);
        var characters = new StringBuilder(text.Length);
        while (!bytes.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done;
            if (isText) characters.Append(rune.ToString());
            for (int i = 0; i < length && !isText; i++) characters.Append((char)(0xDC00 + bytes[i]));
            bytes = bytes[length..];
        }
        return characters.ToString();
    }

    private static string? Said(string? mistake) => mistake is null ? null : ToBytes(mistake);
}
