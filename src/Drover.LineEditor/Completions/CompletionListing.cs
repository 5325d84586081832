using System.Text;
using Drover.LineEditor.Rendering;

namespace Drover.LineEditor.Completions;

/// <summary>Draws a list of candidates: in columns, or one a row when something is said of them. What does not fit is reached by choosing.</summary>
internal static class CompletionListing
{
    private const int Gap = 2;

    public static CellWriter Draw(CompletionMenu menu, bool colors, int columns, int greatestRows)
    {
        var writer = new CellWriter(columns);
        if (menu.IsAsking)
        {
            writer.WriteCut(Encoding.UTF8.GetBytes($"Display all {menu.Candidates.Count} possibilities? (y or n)"), default, columns - 1);
            return writer;
        }
        bool described = menu.Candidates.Any(candidate => candidate.Description.Length > 0);
        int width = Math.Min(columns - 1, menu.Candidates.Max(candidate => CellWriter.Width(Shown(candidate))) + Gap);
        int perRow = described ? 1 : Math.Max(1, (columns - 1) / width);
        int rows = (menu.Candidates.Count + perRow - 1) / perRow;
        bool cut = rows > greatestRows;
        int visible = cut ? Math.Max(1, greatestRows - 1) : rows;
        int top = menu.Selected < 0 ? 0 : Math.Clamp((menu.Selected % rows) - (visible / 2), 0, rows - visible);
        for (int row = top; row < top + visible; row++)
        {
            if (row > top) writer.Break(wraps: false);
            for (int column = 0; column < perRow; column++)
            {
                int index = (column * rows) + row;
                if (index >= menu.Candidates.Count) break;
                writer.MoveTo(column * width);
                Draw(writer, menu.Candidates[index], index == menu.Selected, colors, described ? width : 0, columns);
            }
        }
        if (cut && greatestRows > 1)
        {
            writer.Break(wraps: false);
            writer.WriteCut(Encoding.UTF8.GetBytes($"rows {top + 1} to {top + visible} of {rows}"), TextStyle.Of(TextAttributes.Inverse), columns - 1);
        }
        return writer;
    }

    private static byte[] Shown(CompletionCandidate candidate) => candidate.Display ?? candidate.Text;

    private static void Draw(CellWriter writer, CompletionCandidate candidate, bool selected, bool colors, int descriptionColumn, int columns)
    {
        TextStyle style = selected ? TextStyle.Of(TextAttributes.Inverse) : colors ? StyleOf(candidate.Kind) : default;
        writer.WriteCut(Shown(candidate), style, columns - 1);
        if (candidate.Description.Length == 0 || descriptionColumn + Gap >= columns) return;
        writer.MoveTo(descriptionColumn);
        writer.WriteCut(Encoding.UTF8.GetBytes($"({candidate.Description.ReplaceLineEndings(" ")})"), selected ? style : TextStyle.Of(TextAttributes.Dim), columns - 1);
    }

    private static TextStyle StyleOf(CompletionKind kind) => kind switch
    {
        CompletionKind.Directory => new TextStyle(TextColor.Palette(4), default, TextAttributes.Bold),
        CompletionKind.Command => new TextStyle(TextColor.Palette(2)),
        CompletionKind.Builtin => new TextStyle(TextColor.Palette(2), default, TextAttributes.Bold),
        CompletionKind.Variable => new TextStyle(TextColor.Palette(3)),
        CompletionKind.Option => new TextStyle(TextColor.Palette(6)),
        CompletionKind.Job => new TextStyle(TextColor.Palette(5)),
        _ => default,
    };
}
