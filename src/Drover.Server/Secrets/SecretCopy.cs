// Constraints
//   Both streams lie mixed in the bytes of a log, and a secret of one may be cut by records of the other. Ranges count bytes of the log.
// Scheme
//   Records queue up with their lengths; what each stream's filter has let through waits in that stream's own buffer. The head of the queue is written as far as its
//   stream has been let through, so the bytes come out in their order. A queue that has become long is not waited for: what is held back is masked then.

using System.Buffers;
using Drover.Runs.Logs;

namespace Drover.Server.Secrets;

/// <summary>The bytes of a log in their order with secrets masked.</summary>
internal sealed class SecretCopy(SecretSet secrets)
{
    private const int GreatestQueue = 1024 * 1024;

    private readonly SecretFilter?[] _filters = new SecretFilter?[4];
    private readonly ArrayBufferWriter<byte>[] _passed = [new(), new(), new(), new()];
    private readonly int[] _taken = new int[4];
    private readonly Queue<(int Stream, int Length)> _queue = new();
    private (int Stream, int Length) _head;
    private long _queued;

    /// <summary>Takes a record.</summary>
    public void Add(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        int index = (int)stream & 3;
        SecretFilter filter = _filters[index] ??= new SecretFilter(secrets);
        if (_taken[index] == _passed[index].WrittenCount)
        {
            _passed[index].ResetWrittenCount();
            _taken[index] = 0;
        }
        filter.Append(bytes, _passed[index]);
        _queue.Enqueue((index, bytes.Length));
        _queued += bytes.Length;
        if (_queued <= GreatestQueue) return;
        for (int i = 0; i < _filters.Length; i++) _filters[i]?.Flush(_passed[i], isMasked: true);
    }

    /// <summary>Nothing follows.</summary>
    public void End()
    {
        for (int i = 0; i < _filters.Length; i++) _filters[i]?.Flush(_passed[i]);
    }

    /// <summary>What can be written next, in order; empty when more has to come first. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        while (_head.Length == 0)
        {
            if (!_queue.TryDequeue(out _head)) return default;
        }
        ArrayBufferWriter<byte> passed = _passed[_head.Stream];
        int available = Math.Min(_head.Length, passed.WrittenCount - _taken[_head.Stream]);
        if (available == 0) return default;
        ReadOnlyMemory<byte> next = passed.WrittenMemory.Slice(_taken[_head.Stream], available);
        _taken[_head.Stream] += available;
        _head.Length -= available;
        _queued -= available;
        return next;
    }
}
