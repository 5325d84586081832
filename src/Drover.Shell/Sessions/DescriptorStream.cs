using Drover.Engine.Descriptors;
using Drover.Shell.Redirections;

namespace Drover.Shell.Sessions;

/// <summary>A descriptor of a session as a stream for a command of the host's.</summary>
internal static class DescriptorStream
{
    /// <summary>A stream over its own copy of the descriptor; null reads and writes nothing.</summary>
    public static Stream Of(OpenFile? file, FileAccess access) =>
        file is { Capture: null } ? new PlainStream(file.Descriptor.Duplicate(OpenFile.FirstNumber), access) : Stream.Null;

    // FileStream looks at the position of what it is given; a pipe has none and a shared file's is not ours to keep.
    private sealed class PlainStream(Descriptor descriptor, FileAccess access) : Stream
    {
        public override bool CanRead => access == FileAccess.Read;

        public override bool CanWrite => access == FileAccess.Write;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => Math.Max(0, descriptor.Read(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!descriptor.WriteAll(buffer)) throw new IOException("Broken pipe", HostBuiltin.BrokenPipe);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) descriptor.Dispose();
            base.Dispose(disposing);
        }
    }
}
