namespace Drover.Server.Logs;

/// <summary>Somebody who looks at a log, wherever the messages go.</summary>
internal interface IViewer
{
    /// <summary>Completes when the viewer has gone.</summary>
    Task Gone { get; }

    /// <summary>Completes when the viewer has asked for something that was not taken yet.</summary>
    Task Asked { get; }

    /// <summary>Takes what the viewer has asked for; null when there is nothing.</summary>
    ViewRequest? TakeRequest();

    /// <summary>Sends a message, waiting as long as the viewer needs. Nothing is sent to one that has gone.</summary>
    /// <param name="message">JSON. The buffer is used again when the task has completed.</param>
    /// <param name="sequence">The last record in it; null when it holds none.</param>
    Task SendAsync(ReadOnlyMemory<byte> message, long? sequence = null);

    /// <summary>Says goodbye.</summary>
    Task CloseAsync(ViewEnd end, string why);
}
