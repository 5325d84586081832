namespace Drover.Server.Hosting;

/// <summary>What becomes of live runs when the server stops.</summary>
internal enum ShutdownMode
{
    /// <summary>They are stopped.</summary>
    Stop,

    /// <summary>They go on, and the next server finds them.</summary>
    Leave,

    /// <summary>They are waited for.</summary>
    Drain,
}
