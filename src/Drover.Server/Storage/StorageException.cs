namespace Drover.Server.Storage;

/// <summary>The board's database can't be used; the message says what happened, to what, and what to do.</summary>
internal sealed class StorageException : IOException
{
    /// <summary>Creates it with that sentence.</summary>
    public StorageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with that sentence and what it came from.</summary>
    public StorageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
