using System.Collections.Immutable;

namespace Drover.Server.Tasks;

/// <summary>A piece of work on the board, as it is at one moment. Immutable.</summary>
internal sealed record BoardTask
{
    /// <summary>How many characters of a context a card shows: a context may have a megabyte, and a board has hundreds of cards.</summary>
    public const int CardContext = 2_000;

    /// <summary>Its number; 0 for one that is not stored yet.</summary>
    public long Seq { get; init; }

    /// <summary>"t-12".</summary>
    public string Id => TaskIds.Of(Seq);

    /// <summary>What it is called.</summary>
    public required string Title { get; init; }

    /// <summary>What an agent has to know.</summary>
    public string Context { get; init; } = "";

    /// <summary>The folder of documents that the prompt points to; null for none.</summary>
    public string? DocsPath { get; init; }

    /// <summary>Where it is on the board.</summary>
    public TaskLane Lane { get; init; }

    /// <summary>Higher goes first in the queue.</summary>
    public int Priority { get; init; }

    /// <summary>Its place among those of its lane and priority.</summary>
    public double Position { get; init; }

    /// <summary>The name of its agent profile; null for the default.</summary>
    public string? Profile { get; init; }

    /// <summary>Labels, as given.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>What it sets differently from its profile.</summary>
    public TaskSettings Settings { get; init; } = TaskSettings.None;

    /// <summary>Why somebody should look at it; null when there is no reason.</summary>
    public Attention? Attention { get; init; }

    /// <summary>It is not started by the queue before this time; null for no such time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Since when it is in the queue; null when it is not.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When anything of it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was archived; null when it is not.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Counts its changes; its ETag.</summary>
    public long Rev { get; init; } = 1;

    /// <summary>How many runs it has had.</summary>
    public int Attempts { get; init; }

    /// <summary>How many runs failed since one succeeded or somebody stepped in.</summary>
    public int Failures { get; init; }

    /// <summary>How many times it was queued again because its run was lost, since one ended otherwise.</summary>
    public int Recoveries { get; init; }

    /// <summary>Its live run; null when it has none.</summary>
    public string? CurrentRunId { get; init; }

    /// <summary>Its newest run, live or ended; null before the first.</summary>
    public string? LastRunId { get; init; }

    /// <summary>The newest lines of its last run that ended.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>What a card shows of it: without lines of output, and with no more of the context than shows that there is more. Not to be stored again.</summary>
    public BoardTask AsCard() => this with { Context = Context.Length <= CardContext ? Context : Context[..(CardContext + 1)], LastLines = [] };
}
