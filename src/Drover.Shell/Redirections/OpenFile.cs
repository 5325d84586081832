// Constraints
//   Numbers 0 to 9 are the script's, but the runtime and the engine take whatever is free; a redirection of a built-in must cost no more than its open(2).
//   In a forked stage the engine puts the ends of pipes at 0 and 1, whatever was there.
// Scheme
//   A script's descriptor is an entry of a table that names one of these, counted: "2>&1" is one more reference and no system call. Files of ours are numbered
//   32 and above. Only what the shell inherited as 0, 1, 2 stays where it is, and only as long as no other entry refers to it: then it moves up.

using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Shell.Redirections;

/// <summary>An open file that entries of a descriptor table refer to.</summary>
internal sealed class OpenFile
{
    /// <summary>The lowest number of our own descriptors.</summary>
    /// <remarks>Above what scripts use; and below 64, from where on the kernel makes and frees a table of descriptors for each child (NR_OPEN_DEFAULT).</remarks>
    public const int FirstNumber = 32;

    private const int FirstNumberOfFew = 10;
    private const int EINVAL = 22, EMFILE = 24;

    private Descriptor? _descriptor;
    private Descriptor? _original;
    private int _references = 1;

    /// <summary>Takes over an open descriptor; null for the ends of a pipe that does not exist yet and for captured output.</summary>
    public OpenFile(Descriptor? descriptor) => _descriptor = descriptor;

    /// <summary>Output that is kept in memory: that of a command substitution without processes.</summary>
    public MemoryOutput? Capture { get; init; }

    /// <summary>Whether what is written has to go to <see cref="Capture"/>: no process has been started that could write to it too.</summary>
    public bool IsMemory => Capture is not null && _descriptor is null;

    /// <summary>Which end of the pipeline's pipe it stands for, in a stage that is about to be started: 0 or 1; else -1.</summary>
    public int PipeEnd { get; init; } = -1;

    public Descriptor Descriptor => _descriptor ?? Materialize();

    public int Number => Descriptor.Number;

    /// <summary>Puts a fresh descriptor of ours where it belongs.</summary>
    public static OpenFile Adopt(Descriptor descriptor) => new(MoveUp(descriptor));

    /// <summary>The same descriptor at <see cref="FirstNumber"/> or above, or wherever the limit allows.</summary>
    public static Descriptor MoveUp(Descriptor descriptor)
    {
        if (descriptor.Number >= FirstNumber) return descriptor;
        try
        {
            Descriptor moved = DuplicateUp(descriptor);
            descriptor.Dispose();
            return moved;
        }
        catch (SystemCallException) when (descriptor.Number >= FirstNumberOfFew)
        {
            // No other number is left: it stays where it is.
            return descriptor;
        }
    }

    // Under a small RLIMIT_NOFILE the script's ten are all that can be kept free.
    private static Descriptor DuplicateUp(Descriptor descriptor) =>
        OwnNumbers.TryDuplicate(descriptor.Number, FirstNumber, out _) ?? OwnNumbers.TryDuplicate(descriptor.Number, FirstNumberOfFew, out int errno)
        // The limit may be below that number: EINVAL, which would say little.
        ?? throw new SystemCallException("fcntl(F_DUPFD_CLOEXEC)", errno == EINVAL ? EMFILE : errno);

    public OpenFile AddReference()
    {
        _references++;
        return this;
    }

    /// <summary>Makes it safe for more than one entry to refer to it.</summary>
    public void PrepareToShare()
    {
        if (_descriptor is not { IsOpen: true } || _descriptor.Number > 2 || _original is not null) return;
        _original = _descriptor;
        _descriptor = DuplicateUp(_original);
    }

    /// <summary>Something else is open at the number that it was inherited at.</summary>
    public void ForgetOriginal(int number)
    {
        if (_original is { IsOpen: true } && _original.Number == number) _original = null;
    }

    public void Release()
    {
        if (--_references > 0) return;
        _descriptor?.Dispose();
        _original?.Dispose();
    }

    /// <summary>Adds what processes have written to captured output to what is in memory.</summary>
    public void Collect()
    {
        if (Capture is null || _descriptor is null) return;
        _descriptor.SeekTo(0);
        Span<byte> buffer = new byte[16 * 1024];
        while (_descriptor.Read(buffer) is > 0 and var n) Capture.Write(buffer[..n]);
    }

    // A child is about to write to it: from now on it is a file without a name, which all share.
    private Descriptor Materialize()
    {
        if (Capture is null) throw new InvalidOperationException("The end of a pipe has no number before the pipeline is started.");
        return _descriptor = OwnNumbers.TryMemoryFile(FirstNumber, out int errno) ?? throw new ShellErrorException($"captured output: {Engine.Processes.ErrnoText.Describe(errno)}");
    }
}
