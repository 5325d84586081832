namespace Drover.Shell.Jobs;

/// <summary>What a job is doing.</summary>
internal enum JobState
{
    /// <summary>A process of it runs.</summary>
    Running,

    /// <summary>All that live are stopped.</summary>
    Stopped,

    /// <summary>Every process has ended.</summary>
    Done,
}
