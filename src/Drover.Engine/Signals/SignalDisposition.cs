namespace Drover.Engine.Signals;

/// <summary>What a signal does to this process (signal(7)).</summary>
public enum SignalDisposition
{
    /// <summary>SIG_DFL: what the kernel does by itself.</summary>
    Default = 0,

    /// <summary>SIG_IGN: nothing.</summary>
    Ignored = 1,

    /// <summary>Noted by <see cref="SignalCatcher"/>, which wakes the event loop.</summary>
    Caught = 2,

    /// <summary>Handled by the runtime or somebody else in this process. Only ever reported.</summary>
    Foreign = 3,
}
