using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Drover.Cli.Printing;

/// <summary>A page of keys and values: on a terminal values are wrapped within their column, in a pipe each is one line.</summary>
internal sealed class KeyedPage
{
    private const int Gap = 2;
    private readonly List<(Cell Key, Cell Value)> _lines = [];

    /// <summary>Adds a line.</summary>
    public void Add(Cell key, Cell value) =>
        _lines.Add((key with { Text = StandardError.Printable(key.Text) }, value with { Text = StandardError.Printable(value.Text) }));

    /// <summary>The page for a place of that width.</summary>
    public string Text(int width, bool colour)
    {
        int keyWidth = _lines.Count == 0 ? 0 : _lines.Max(static line => line.Key.Text.Length);
        return width == int.MaxValue ? Plain(keyWidth) : Wrapped(keyWidth, width, colour);
    }

    private string Plain(int keyWidth)
    {
        var text = new StringBuilder();
        foreach ((Cell key, Cell value) in _lines) text.Append($"{key.Text.PadRight(keyWidth + Gap)}{value.Text}".TrimEnd()).Append('\n');
        return text.ToString();
    }

    // The library lays out; its console is not used, because making one initialises System.Console, which writes to the terminal and changes its modes.
    private string Wrapped(int keyWidth, int width, bool colour)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Width = keyWidth, Padding = new Padding(0, 0, Gap, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach ((Cell key, Cell value) in _lines) grid.AddRow(new Text(key.Text, Marked(key.Tone)), new Text(value.Text, Marked(value.Tone)));
        var text = new StringBuilder();
        var line = new StringBuilder();
        foreach (Segment segment in ((IRenderable)grid).Render(new RenderOptions(PlainCapabilities.Instance, new Size(width, 1)), width))
        {
            if (!segment.IsLineBreak)
            {
                line.Append(Palette.Styled(segment.Text, ToneOf(segment.Style), colour));
                continue;
            }
            text.Append(line.ToString().TrimEnd()).Append('\n');
            line.Clear();
        }
        return text.ToString();
    }

    // A style carries the tone through the layout as a colour number.
    private static Style Marked(Tone tone) => tone == Tone.Plain ? Style.Plain : new Style(Color.FromInt32((int)tone));

    private static Tone ToneOf(Style style)
    {
        for (Tone tone = Tone.Good; tone <= Tone.Heading; tone++)
            if (style.Foreground.Equals(Color.FromInt32((int)tone))) return tone;
        return Tone.Plain;
    }
}
