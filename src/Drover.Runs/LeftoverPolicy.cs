namespace Drover.Runs;

/// <summary>What becomes of processes that are alive when the leader of a run has ended by itself.</summary>
public enum LeftoverPolicy
{
    /// <summary>They are stopped as by <c>drover stop</c>.</summary>
    Stop,

    /// <summary>The run goes on until the last of them has ended.</summary>
    Wait,
}
