// Constraints
//   Opening a FIFO for writing waits for its reader, and without waiting fails when there is none; the command must start in either case, and its writes must block as a pipe's do.
// Scheme
//   For reading and writing at once, which Linux grants at any time (fifo(7)). The command then waits when nobody reads, instead of being ended by SIGPIPE.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.StandardStreams;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>The FIFOs that are a command's own standard output and error.</summary>
internal sealed class DirectOutput : IDisposable
{
    private readonly Descriptor?[] _streams;

    private DirectOutput(Descriptor? output, Descriptor? errors) => _streams = [output, errors];

    /// <summary>Opens them.</summary>
    /// <exception cref="SystemCallException">One can't be opened, or is a link.</exception>
    /// <exception cref="ArgumentException">One is no FIFO.</exception>
    public static DirectOutput Open(RunSpec spec)
    {
        Descriptor? output = Open(spec.ForwardOutput);
        try
        {
            return new DirectOutput(output, Open(spec.ForwardErrors));
        }
        catch
        {
            output?.Dispose();
            throw;
        }
    }

    /// <summary>How the command gets standard output or error.</summary>
    public Redirection Redirect(int target) => _streams[target - 1] is { } stream ? Redirection.Descriptor(target, stream) : Redirection.Null(target);

    /// <summary>Closes them here.</summary>
    public void Dispose()
    {
        foreach (Descriptor? stream in _streams) stream?.Dispose();
    }

    // Nobody who can change the directory gets the command to write into anything but a FIFO there.
    private static Descriptor? Open(ByteString? path)
    {
        if (path is not { } fifo) return null;
        Descriptor opened = Descriptor.Open(fifo, OpenMode.ReadWriteExistingNoFollow);
        if (FileStatus.TryRead(opened.Number, out _)?.Kind == FileKind.Fifo) return opened;
        opened.Dispose();
        throw new ArgumentException($"{fifo} is not a FIFO: output can't go there directly.");
    }
}
