using Drover.Engine.Processes;

namespace Drover.Engine.ProcessTrees;

/// <summary>What makes a process a member of a tree whose holder is gone; any one of these is enough.</summary>
public sealed record MembershipQuery
{
    /// <summary>Processes that are members themselves, and so is everything below them. One that has ended counts for nothing.</summary>
    public IReadOnlyList<ProcessIdentity> Roots { get; init; } = [];

    /// <summary>The leader of the session whose processes are members; it may have ended. Null for none.</summary>
    public ProcessIdentity? SessionLeader { get; init; }

    /// <summary>The leader of the process group whose processes are members; it may have ended. Null for none.</summary>
    public ProcessIdentity? GroupLeader { get; init; }

    /// <summary>An environment entry <c>KEY=value</c> that members were started with; empty for none.</summary>
    public ByteString EnvironmentMark { get; init; }

    /// <summary>Says of a process that neither it nor anything below it is a member, whatever else speaks for it.</summary>
    public Func<int, bool>? IsBoundary { get; init; }
}
