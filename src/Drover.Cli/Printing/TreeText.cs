using System.Text;

namespace Drover.Cli.Printing;

/// <summary>A tree drawn with lines: a title, and below it nodes, parents before children.</summary>
internal static class TreeText
{
    /// <summary>A node: its depth from 0, what it is, and what else is to be said of it.</summary>
    public readonly record struct Node(int Depth, string Text, string Details);

    /// <summary>Draws it; lines are cut to the width.</summary>
    public static string Of(string title, IReadOnlyList<Node> nodes, int width, bool colour)
    {
        var text = new StringBuilder().Append(Palette.Cut(StandardError.Printable(title), width)).Append('\n');
        int root = nodes.Count == 0 ? 0 : nodes.Min(static n => n.Depth);
        for (int i = 0; i < nodes.Count; i++)
        {
            var branch = new StringBuilder();
            for (int depth = root; depth <= nodes[i].Depth; depth++)
            {
                bool more = HasSibling(nodes, i, depth);
                branch.Append(depth == nodes[i].Depth ? more ? "├─ " : "└─ " : more ? "│  " : "   ");
            }
            string name = StandardError.Printable(nodes[i].Text);
            string details = $"  [{nodes[i].Details}]";
            // The details are what a long command has to make room for.
            int room = width == int.MaxValue ? int.MaxValue : Math.Max(10, width - branch.Length - details.Length);
            text.Append(branch).Append(Palette.Cut(name, room)).Append(Palette.Styled(details, Tone.Dim, colour)).Append('\n');
        }
        return text.ToString();
    }

    // Whether a later node stands at that depth below the same parent.
    private static bool HasSibling(IReadOnlyList<Node> nodes, int from, int depth)
    {
        for (int i = from + 1; i < nodes.Count && nodes[i].Depth >= depth; i++)
            if (nodes[i].Depth == depth) return true;
        return false;
    }
}
