// Scheme
//   A prompt is read once. Sequences that colour become styles of its cells, so that a redraw can leave out what has not changed; any other sequence (a window title, a
//   semantic mark) is an effect that is sent once, when the prompt is first shown. What stands between \x01 and \x02 has no width, as readline's hosts know it.

namespace Drover.LineEditor.Rendering;

/// <summary>A prompt, read into what is shown and what is only sent.</summary>
internal sealed class PromptText
{
    private const byte BeginHidden = 1;
    private const byte EndHidden = 2;
    private const byte Esc = 0x1B;

    private readonly List<(byte[] Text, TextStyle Style)> _runs = [];
    private readonly List<byte> _effects = [];

    public PromptText(ReadOnlySpan<byte> prompt)
    {
        TextStyle style = default;
        int visible = 0;
        bool hidden = false;
        for (int at = 0; at < prompt.Length;)
        {
            int length = prompt[at] switch
            {
                BeginHidden or EndHidden => 1,
                Esc => SequenceLength(prompt[at..]),
                _ when hidden => HiddenLength(prompt[at..]),
                (byte)'\a' or (byte)'\r' => 1,
                _ => 0,
            };
            if (length == 0)
            {
                at++;
                continue;
            }
            AddRun(prompt[visible..at], style);
            ReadOnlySpan<byte> part = prompt.Slice(at, length);
            at += length;
            visible = at;
            if (part[0] is BeginHidden or EndHidden) hidden = part[0] == BeginHidden;
            else if (IsStyle(part)) style = SgrParser.Apply(style, part[2..^1]);
            else if (part[0] != '\r') _effects.AddRange(part);
        }
        if (!hidden) AddRun(prompt[visible..], style);
    }

    /// <summary>What is sent once and shows nothing.</summary>
    public byte[] Effects => [.. _effects];

    /// <summary>The visible text without any colour.</summary>
    public byte[] Plain => [.. _runs.SelectMany(run => run.Text)];

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>Writes it; with <paramref name="lastLine"/> that stands in the place of its last line.</summary>
    public void WriteTo(CellWriter writer, byte[]? lastLine = null)
    {
        int last = lastLine is null ? -1 : _runs.FindLastIndex(run => run.Text.Contains((byte)'\n'));
        for (int i = 0; i < _runs.Count; i++)
        {
            if (lastLine is not null && i > last) break;
            ReadOnlySpan<byte> text = _runs[i].Text;
            if (i == last) text = text[..(text.LastIndexOf((byte)'\n') + 1)];
            WriteLines(writer, text, _runs[i].Style);
        }
        if (lastLine is not null) writer.Write(lastLine, default);
    }

    /// <summary>Writes as much of its first line as fits before a column.</summary>
    public void WriteCut(CellWriter writer, int limit)
    {
        foreach ((byte[] text, TextStyle style) in _runs)
        {
            int end = Array.IndexOf(text, (byte)'\n');
            writer.WriteCut(end < 0 ? text : text.AsSpan(0, end), style, limit);
            if (end >= 0) return;
        }
    }

    /// <summary>The columns of its first line.</summary>
    public int Width => CellWriter.Width(Plain.AsSpan() is var text && text.IndexOf((byte)'\n') is >= 0 and var end ? text[..end] : text);

    private static void WriteLines(CellWriter writer, ReadOnlySpan<byte> text, TextStyle style)
    {
        while (true)
        {
            int end = text.IndexOf((byte)'\n');
            writer.Write(end < 0 ? text : text[..end], style);
            if (end < 0) return;
            writer.Break(wraps: false);
            text = text[(end + 1)..];
        }
    }

    private static bool IsStyle(ReadOnlySpan<byte> sequence) =>
        sequence.Length > 2 && sequence[0] == Esc && sequence[1] == '[' && sequence[^1] == 'm' && sequence[2] is not ((byte)'>' or (byte)'?' or (byte)'<' or (byte)'=');

    private static int HiddenLength(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny(EndHidden, Esc);
        return end < 0 ? text.Length : end;
    }

    // ECMA-48: control sequences, control strings up to ST or BEL, and escapes with intermediate bytes.
    private static int SequenceLength(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1) return 1;
        switch (text[1])
        {
            case (byte)'[':
                int final = text[2..].IndexOfAnyInRange((byte)0x40, (byte)0x7E);
                return final < 0 ? text.Length : final + 3;
            case (byte)']' or (byte)'P' or (byte)'_' or (byte)'^' or (byte)'X':
                int end = text[2..].IndexOfAny((byte)'\a', Esc);
                if (end < 0) return text.Length;
                return text[end + 2] == '\a' ? end + 3 : Math.Min(text.Length, end + 4);
            default:
                int at = 1;
                while (at < text.Length - 1 && text[at] is >= 0x20 and < 0x30) at++;
                return at + 1;
        }
    }

    private void AddRun(ReadOnlySpan<byte> text, TextStyle style)
    {
        if (!text.IsEmpty) _runs.Add((text.ToArray(), style));
    }
}
