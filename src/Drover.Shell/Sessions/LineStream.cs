using System.Threading.Channels;

namespace Drover.Shell.Sessions;

/// <summary>Cuts what is written into lines; a writer waits while too many have not been read.</summary>
/// <param name="maximum">How long a line may be; what is longer is cut there too.</param>
/// <param name="copy">Gets the bytes as well.</param>
internal sealed class LineStream(int maximum, Stream? copy) : Stream
{
    private const int Capacity = 1024;

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });
    private readonly List<byte> _rest = [];

    /// <summary>The lines, without their ends; empty ones are left out.</summary>
    public ChannelReader<byte[]> Reader => _lines.Reader;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Nothing more comes: what has no end is a line too.</summary>
    public void Complete()
    {
        // A full channel has a reader that comes again; only a line without an end can be in the way of the end.
        if (_rest.Count > 0) _ = FinishAsync();
        else _lines.Writer.TryComplete();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (copy is not null) await copy.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        while (!buffer.IsEmpty)
        {
            int newline = buffer.Span.IndexOf((byte)'\n');
            int length = Math.Min(newline < 0 ? buffer.Length : newline, maximum - _rest.Count);
            _rest.AddRange(buffer.Span[..length]);
            buffer = buffer[length..];
            bool ends = buffer.Length > 0 && buffer.Span[0] == (byte)'\n';
            if (ends) buffer = buffer[1..];
            if (ends || _rest.Count == maximum) await AddAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (copy is not null) await copy.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask AddAsync(CancellationToken cancellation)
    {
        if (_rest is [.., (byte)'\r']) _rest.RemoveAt(_rest.Count - 1);
        byte[] line = [.. _rest];
        _rest.Clear();
        if (line.Length > 0) await _lines.Writer.WriteAsync(line, cancellation).ConfigureAwait(false);
    }

    private async Task FinishAsync()
    {
        await AddAsync(CancellationToken.None).ConfigureAwait(false);
        _lines.Writer.TryComplete();
    }
}
