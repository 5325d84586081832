namespace Drover.LineEditor;

/// <summary>How waiting for a key ended.</summary>
public enum InputWait
{
    /// <summary>A key can be read, or the input has ended.</summary>
    Ready,

    /// <summary>The time has passed, or something else is to be looked at, such as another size of the terminal. May come early.</summary>
    Elapsed,

    /// <summary>The reading is to end now.</summary>
    BreakOff,
}
