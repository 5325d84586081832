namespace Drover.Engine.Pipelines;

/// <summary>Why <see cref="Pipeline.WaitForChange"/> returned.</summary>
public enum PipelineChange
{
    /// <summary>Every stage has ended and been reaped.</summary>
    Ended,

    /// <summary>No stage runs, and at least one is stopped.</summary>
    Stopped,

    /// <summary>A caught signal is pending.</summary>
    Interrupted,
}
