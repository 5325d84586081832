using Drover.Server.Runs;

namespace Drover.Server.Tasks;

/// <summary>What has to be done in the world after a change has been committed. A closed set.</summary>
internal abstract record Effect
{
    /// <summary>Start the command of a run that holds a slot.</summary>
    internal sealed record Start(BoardRun Run) : Effect;

    /// <summary>Stop a live run.</summary>
    internal sealed record Stop(BoardRun Run, StopWish Wish) : Effect;

    /// <summary>Start nothing from the queue before a time; carried out in the transaction of the change.</summary>
    internal sealed record PauseQueue(string Reason, DateTimeOffset Until) : Effect;

    /// <summary>Look at the queue: a slot may be free, or something new may wait.</summary>
    internal sealed record WakeQueue : Effect;
}
