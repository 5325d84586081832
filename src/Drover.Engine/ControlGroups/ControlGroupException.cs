namespace Drover.Engine.ControlGroups;

/// <summary>A control group could not be made, joined, written or removed; the message says what, where, why and what to do.</summary>
public sealed class ControlGroupException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">A sentence for people.</param>
    /// <param name="errno">The error number behind it; 0 when no call failed.</param>
    public ControlGroupException(string message, int errno = 0)
        : base(message)
    {
        Errno = errno;
    }

    /// <summary>The error number behind it, as in errno(3); 0 when no call failed.</summary>
    public int Errno { get; }
}
