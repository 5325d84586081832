using System.Text;
using Drover.LineEditor.Editing;
using Drover.LineEditor.Keys;
using Drover.LineEditor.Rendering;

namespace Drover.LineEditor.Tests.TestSupport;

/// <summary>An editor without a terminal. Keys are written as inputrc writes them; the text as it is, with the cursor as a bar.</summary>
internal sealed class TypedLine
{
    private readonly KeyDecoder _decoder = new();

    public TypedLine(LineEditorOptions? options = null, EditorMemory? memory = null)
    {
        Options = options ?? new LineEditorOptions();
        Editor = new Editor(Options, memory ?? new EditorMemory(), _decoder);
    }

    public LineEditorOptions Options { get; }

    public Editor Editor { get; }

    public string Text => Encoding.UTF8.GetString(Editor.Text);

    /// <summary>The text with a bar where the cursor is.</summary>
    public string Shown => Encoding.UTF8.GetString([.. Editor.Text.AsSpan(0, Editor.Cursor), (byte)'|', .. Editor.Text.AsSpan(Editor.Cursor)]);

    public View View => Editor.CreateView(new PromptText("$ "u8), new PromptText("> "u8), new PromptText(default));

    public TypedLine Begin(string shown)
    {
        int cursor = Encoding.UTF8.GetByteCount(shown[..shown.IndexOf('|')]);
        Editor.Begin(Encoding.UTF8.GetBytes(shown.Replace("|", "")), cursor);
        return this;
    }

    /// <summary>Presses keys; each is complete, as if the terminal waited after each.</summary>
    public TypedLine Type(string keys)
    {
        Editor.Feed(KeyNotation.ToBytes(keys));
        while (Editor.IsOpen && Editor.Patience is not null) Editor.Flush();
        return this;
    }

    public TypedLine Feed(ReadOnlySpan<byte> bytes)
    {
        Editor.Feed(bytes);
        return this;
    }
}
