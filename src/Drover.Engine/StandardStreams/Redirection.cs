using Drover.Engine.Descriptors;

namespace Drover.Engine.StandardStreams;

/// <summary>One redirection of a process's descriptor. A list of them is carried out in order, as a shell does (POSIX 2.7).</summary>
/// <remarks>What is not mentioned: 0, 1 and 2 are inherited; every other descriptor is closed.</remarks>
public abstract record Redirection
{
    private Redirection(int target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        Target = target;
    }

    /// <summary>The number in the child.</summary>
    public int Target { get; }

    /// <summary>Opens a file, relative to the process's working directory: <c>n&lt;path</c>, <c>n&gt;path</c>, …</summary>
    public static Redirection File(int target, ByteString path, OpenMode mode, int permissions = 0x1B6) => new ToFile(target, path, mode, permissions);

    /// <summary>/dev/null, for reading and writing.</summary>
    public static Redirection Null(int target) => new ToFile(target, "/dev/null", OpenMode.ReadWriteExisting, 0);

    /// <summary>Makes it what the child's <paramref name="source"/> is at this point of the list: <c>n&gt;&amp;m</c>.</summary>
    public static Redirection Duplicate(int target, int source) => new ToDescriptorOfChild(target, source);

    /// <summary>Closes it: <c>n&gt;&amp;-</c>.</summary>
    public static Redirection Close(int target) => new Closed(target);

    /// <summary>Makes it a descriptor of ours, which stays ours and open.</summary>
    public static Redirection Descriptor(int target, Descriptor descriptor) => new ToDescriptor(target, descriptor);

    /// <summary>Makes it one of this process's own numbers, such as an inherited 0, 1 or 2.</summary>
    public static Redirection Inherit(int target, int ownNumber) => new ToOwnNumber(target, ownNumber);

    /// <summary>A new pipe that the child writes and we read: <see cref="Processes.ChildProcess.TakePipe"/> gives our end.</summary>
    public static Redirection PipeFromChild(int target) => new ToPipe(target, ChildWrites: true);

    /// <summary>A new pipe that the child reads and we write: <see cref="Processes.ChildProcess.TakePipe"/> gives our end.</summary>
    public static Redirection PipeToChild(int target) => new ToPipe(target, ChildWrites: false);

    internal sealed record ToFile(int Target, ByteString Path, OpenMode Mode, int Permissions) : Redirection(Target);

    internal sealed record ToDescriptorOfChild(int Target, int Source) : Redirection(Target);

    internal sealed record Closed(int Target) : Redirection(Target);

    internal sealed record ToDescriptor(int Target, Descriptor Source) : Redirection(Target);

    internal sealed record ToOwnNumber(int Target, int OwnNumber) : Redirection(Target);

    internal sealed record ToPipe(int Target, bool ChildWrites) : Redirection(Target);
}
