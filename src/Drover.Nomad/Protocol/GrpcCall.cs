using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http.Features;

namespace Drover.Nomad.Protocol;

/// <summary>One call while it is answered.</summary>
/// <remarks>Reading is for one caller at a time, and for nobody once the call has ended: its stream is used again. Writing is for any.</remarks>
internal sealed class GrpcCall : IDisposable
{
    /// <summary>The largest message that is taken. Nomad's own limit is higher, but no message of a driver comes near.</summary>
    public const int LargestMessage = 256 * 1024 * 1024;

    private readonly IHttpResponseBodyFeature _response;
    private readonly PipeWriter _writer;
    private readonly GrpcMessageReader _reader;
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Opens it.</summary>
    public GrpcCall(IFeatureCollection features, CancellationToken cancellation)
    {
        _response = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _writer = _response.Writer;
        _reader = new GrpcMessageReader(features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader, LargestMessage);
        Cancellation = cancellation;
    }

    /// <summary>Fires when the caller has hung up, its time is over, or the server stops.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Runs when the answer is on its way.</summary>
    public Action? Afterwards { get; set; }

    /// <summary>The next message of the caller; null when it has said that there are no more.</summary>
    /// <exception cref="GrpcException">It is damaged.</exception>
    public ValueTask<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T> => ReadAsync(parser, Cancellation);

    /// <summary>The next message of the caller; null when it has said that there are no more.</summary>
    /// <remarks>Nobody may be reading when the call is over: the server uses the body again for another.</remarks>
    /// <param name="parser">Its parser.</param>
    /// <param name="cancellation">Gives it up; no other message can be read afterwards.</param>
    /// <exception cref="GrpcException">It is damaged.</exception>
    public async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancellation)
        where T : class, IMessage<T>
    {
        ReadOnlyMemory<byte>? bytes = await _reader.ReadAsync(cancellation).ConfigureAwait(false);
        if (bytes is not { } message) return null;
        try
        {
            return parser.ParseFrom(message.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"The message is no {typeof(T).Name}: {e.Message}");
        }
    }

    /// <summary>Sends the headers, so that the caller knows that a stream is open.</summary>
    public Task OpenAsync() => _response.StartAsync(Cancellation);

    /// <summary>Sends a message.</summary>
    public async ValueTask WriteAsync(IMessage message)
    {
        await _writing.WaitAsync(Cancellation).ConfigureAwait(false);
        try
        {
            int length = message.CalculateSize();
            Span<byte> header = _writer.GetSpan(GrpcMessageReader.HeaderLength);
            header[0] = 0;
            BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
            _writer.Advance(GrpcMessageReader.HeaderLength);
            message.WriteTo(_writer);
            FlushResult result = await _writer.FlushAsync(Cancellation).ConfigureAwait(false);
            if (result.IsCompleted) throw new OperationCanceledException("The caller has hung up.");
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Ends the waiting of writers.</summary>
    public void Dispose() => _writing.Dispose();
}
