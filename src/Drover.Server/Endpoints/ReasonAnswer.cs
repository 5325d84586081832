using Drover.Server.Runs;

namespace Drover.Server.Endpoints;

/// <summary>Why a run ended as it did.</summary>
internal sealed record ReasonAnswer(string Kind, string? Detail)
{
    /// <summary>The reason of a run; null while it has not ended.</summary>
    public static ReasonAnswer? Of(BoardRun run) => run.ReasonKind is { } kind ? new ReasonAnswer(kind, run.ReasonText) : null;
}
