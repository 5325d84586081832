using System.Buffers.Binary;
using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>The names in an open directory, read raw into the caller's buffer: no strings, no allocation.</summary>
/// <remarks>Borrows the descriptor. Skips "." and "..". A read error ends the scan, because a directory under /proc may go at any moment.</remarks>
internal ref struct DirectoryScan
{
    /// <summary>What <see cref="IsDirectory"/> compares with (DT_DIR in readdir(3)).</summary>
    private const byte TypeDirectory = 4;

    private readonly int _directory;
    private readonly Span<byte> _buffer;
    private int _length;
    private int _next;

    /// <summary>Starts at the directory's current position.</summary>
    public DirectoryScan(int directory, Span<byte> buffer)
    {
        _directory = directory;
        _buffer = buffer;
    }

    /// <summary>The current name, without its NUL; valid until the next move.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Whether the current entry says of itself that it is a directory.</summary>
    public bool IsDirectory { get; private set; }

    /// <summary>The error number that ended the scan; 0 when it ended with the last name.</summary>
    public int Errno { get; private set; }

    /// <summary>Goes to the next name; false at the end.</summary>
    public unsafe bool MoveNext()
    {
        while (true)
        {
            if (_next >= _length)
            {
                fixed (byte* p = _buffer) _length = (int)Libc.getdents64(_directory, p, (nuint)_buffer.Length);
                _next = 0;
                Errno = _length < 0 ? Interop.Errno.Last : 0;
                if (_length <= 0) return false;
            }

            // struct linux_dirent64: ino u64, off s64, reclen u16, type u8, name
            ReadOnlySpan<byte> entry = _buffer[_next.._length];
            _next += BinaryPrimitives.ReadUInt16LittleEndian(entry[16..]);
            IsDirectory = entry[18] == TypeDirectory;
            Name = entry[19..];
            Name = Name[..Name.IndexOf((byte)0)];
            if (!Name.SequenceEqual("."u8) && !Name.SequenceEqual(".."u8)) return true;
        }
    }
}
