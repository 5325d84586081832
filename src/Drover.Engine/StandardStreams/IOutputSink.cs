namespace Drover.Engine.StandardStreams;

/// <summary>Takes what an <see cref="OutputPump"/> reads.</summary>
public interface IOutputSink
{
    /// <summary>Bytes as one read returned them, at most 64 KiB. They are gone when this returns.</summary>
    /// <param name="stream">The number of the stream, as the pump was told it.</param>
    /// <param name="bytes">What was read.</param>
    void Output(int stream, ReadOnlySpan<byte> bytes);

    /// <summary>The end of the stream: everybody who could write has closed it.</summary>
    void OutputEnded(int stream);
}
