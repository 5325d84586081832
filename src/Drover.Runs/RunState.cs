namespace Drover.Runs;

/// <summary>Where a run is in its life.</summary>
public enum RunState
{
    /// <summary>Being started, or waiting for its next attempt.</summary>
    Starting,

    /// <summary>Its leader runs; or has ended, and what it left behind is waited for (<see cref="LeftoverPolicy.Wait"/>).</summary>
    Running,

    /// <summary>It, or what its leader left behind, is being stopped.</summary>
    Stopping,

    /// <summary>Nothing of it is alive.</summary>
    Ended,
}
