namespace Drover.Engine.Descriptors;

/// <summary>The names in a directory, read with getdents64(2) into the caller's buffer: nothing is allocated. "." and ".." are left out.</summary>
/// <remarks>
/// Enumerating moves the directory's position, so the descriptor must not be enumerated by two at once. A name is valid until the next
/// <see cref="MoveNext"/>. Names created or removed meanwhile may or may not appear, as readdir(3) says.
/// </remarks>
public ref struct DirectoryEntries
{
    private readonly Descriptor _directory;
    private DirectoryScan _scan;

    /// <summary>Starts at the first name.</summary>
    /// <param name="directory">A directory that was opened for reading.</param>
    /// <param name="buffer">Holds at least one entry (280 bytes); a few KiB save calls.</param>
    /// <exception cref="ArgumentException">The buffer can't hold one entry.</exception>
    public DirectoryEntries(Descriptor directory, Span<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (buffer.Length < 280) throw new ArgumentException("An entry of a directory takes up to 280 bytes.", nameof(buffer));
        _directory = directory;
        _scan = new DirectoryScan(directory.Number, buffer);
        directory.SeekTo(0);
    }

    /// <summary>The name, without a NUL.</summary>
    public readonly ReadOnlySpan<byte> Current => _scan.Name;

    /// <summary>This, so that foreach can be used.</summary>
    public readonly DirectoryEntries GetEnumerator() => this;

    /// <summary>Goes to the next name; false at the end.</summary>
    /// <exception cref="SystemCallException">getdents64(2) failed; ENOTDIR when it is no directory.</exception>
    public bool MoveNext()
    {
        if (_scan.MoveNext()) return true;
        return _scan.Errno == 0 ? false : throw new SystemCallException("getdents64", _scan.Errno, _directory.ToString());
    }
}
