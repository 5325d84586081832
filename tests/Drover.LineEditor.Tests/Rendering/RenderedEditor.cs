using Drover.LineEditor.Rendering;
using Drover.LineEditor.Tests.TestSupport;

namespace Drover.LineEditor.Tests.Rendering;

/// <summary>An editor, its renderer and a screen, without a terminal between them.</summary>
internal sealed class RenderedEditor
{
    private readonly Renderer _renderer = new();
    private readonly FrameBuilder _frames = new();
    private readonly PromptText _prompt;
    private readonly PromptText _continuation;
    private readonly PromptText _right;

    public RenderedEditor(Screen screen, string prompt = "$ ", string right = "", LineEditorOptions? options = null)
    {
        (Screen, Line) = (screen, new TypedLine(options));
        _prompt = new PromptText(System.Text.Encoding.UTF8.GetBytes(prompt));
        _continuation = new PromptText("> "u8);
        _right = new PromptText(System.Text.Encoding.UTF8.GetBytes(right));
        _renderer.Begin();
    }

    public Screen Screen { get; }

    public TypedLine Line { get; }

    /// <summary>How many bytes the last drawing took.</summary>
    public int Sent { get; private set; }

    public RenderedEditor Draw()
    {
        _renderer.Show(Frame());
        return Send();
    }

    public Frame Frame() => _frames.Build(Line.Editor.CreateView(_prompt, _continuation, _right), Screen.Columns, Screen.Rows);

    public RenderedEditor Type(string keys)
    {
        Line.Type(keys);
        return Draw();
    }

    public RenderedEditor Resize(int columns, int rows, bool reflows = true)
    {
        Screen.Resize(columns, rows);
        _renderer.Resize(columns, reflows);
        return Draw();
    }

    public RenderedEditor End()
    {
        _renderer.Show(_frames.Build(Line.Editor.CreateLastView(_prompt, _continuation), Screen.Columns, Screen.Rows));
        _renderer.End();
        return Send();
    }

    private RenderedEditor Send()
    {
        Sent = _renderer.Output.Length;
        Screen.Write(_renderer.Output);
        _renderer.Clear();
        return this;
    }
}
