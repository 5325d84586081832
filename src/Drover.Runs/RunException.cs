namespace Drover.Runs;

/// <summary>Something about runs that a person has to be told, in one sentence: what happened, to what, and what to do.</summary>
public sealed class RunException : IOException
{
    /// <summary>Creates it with that sentence.</summary>
    public RunException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with that sentence and what it came from.</summary>
    public RunException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
