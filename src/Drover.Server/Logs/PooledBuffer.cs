using System.Buffers;

namespace Drover.Server.Logs;

/// <summary>A buffer that grows, from the pool. Used by one thread at a time.</summary>
/// <typeparam name="T">Bytes or characters.</typeparam>
internal sealed class PooledBuffer<T> : IBufferWriter<T>, IDisposable
{
    private const int Least = 1024;

    private T[] _items = [];
    private int _length;

    /// <summary>What has been written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<T> Written => _items.AsMemory(0, _length);

    /// <summary>Begins anew, with the memory that is there.</summary>
    public void Clear() => _length = 0;

    /// <summary>Gives the memory back; what was written is gone.</summary>
    public void Dispose()
    {
        if (_items.Length > 0) ArrayPool<T>.Shared.Return(_items);
        _items = [];
        _length = 0;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<T> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _items.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<T> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _items.AsSpan(_length);
    }

    private void Reserve(int more)
    {
        int needed = _length + Math.Max(more, 1);
        if (needed <= _items.Length) return;
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(Math.Max(needed, 2 * _items.Length), Least));
        _items.AsSpan(0, _length).CopyTo(larger);
        if (_items.Length > 0) ArrayPool<T>.Shared.Return(_items);
        _items = larger;
    }
}
