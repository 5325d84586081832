namespace Drover.Engine.Descriptors;

/// <summary>How a path is opened; the shell's redirection operator, where there is one, stands behind each.</summary>
public enum OpenMode
{
    /// <summary>For reading (<c>&lt;</c>).</summary>
    Read,

    /// <summary>For writing, created if missing, emptied if not (<c>&gt;</c>).</summary>
    Truncate,

    /// <summary>For writing at the end, created if missing (<c>&gt;&gt;</c>).</summary>
    Append,

    /// <summary>For reading and writing; fails with EEXIST if it is there.</summary>
    CreateNew,

    /// <summary>For writing; fails with EEXIST if it is there (<c>&gt;</c> under <c>set -C</c>).</summary>
    WriteNew,

    /// <summary>For reading and writing, created if missing (<c>&lt;&gt;</c>).</summary>
    ReadWrite,

    /// <summary>For reading and writing; must be there.</summary>
    ReadWriteExisting,

    /// <summary>For writing; must be there.</summary>
    WriteExisting,

    /// <summary>For writing without waiting, as a FIFO is opened: ENXIO when nobody reads it, ELOOP when it is a symbolic link.</summary>
    WriteExistingNonBlocking,

    /// <summary>A directory, as the start of relative paths.</summary>
    Directory,

    /// <summary>For reading and writing; must be there, and is no symbolic link (ELOOP). A FIFO is opened without waiting for its other end.</summary>
    ReadWriteExistingNoFollow,
}
