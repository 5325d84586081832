namespace Drover.Engine.Pipelines;

/// <summary>Where the processes of a pipeline are put (credentials(7)).</summary>
public enum GroupPlacement
{
    /// <summary>A process group of their own in our session: what a job-control shell does.</summary>
    NewGroup,

    /// <summary>A session and group of its own, without a controlling terminal unless one is given: setsid(2).</summary>
    NewSession,

    /// <summary>Our own group: the terminal's keys reach it together with us.</summary>
    Ours,
}
