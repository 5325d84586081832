using System.Text;
using Drover.Server.Tasks;

namespace Drover.Server.Runs;

/// <summary>What an agent is told.</summary>
internal static class Prompt
{
    /// <summary>Title, context, and where the documents are.</summary>
    public static string Of(BoardTask task)
    {
        var text = new StringBuilder(task.Title).Append('\n');
        if (task.Context.Length > 0) text.Append('\n').Append(task.Context.TrimEnd()).Append('\n');
        if (task.DocsPath is { Length: > 0 } docs) text.Append("\nDocuments for this task are in: ").Append(docs).Append('\n');
        return text.ToString();
    }
}
