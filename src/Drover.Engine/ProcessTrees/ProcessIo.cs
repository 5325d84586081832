namespace Drover.Engine.ProcessTrees;

/// <summary>What a process, and the children it has waited for, read and wrote (proc_pid_io(5)); in bytes.</summary>
/// <param name="ReadCharacters">Returned by read(2) and its kin, whether from a disk, a cache, a pipe or a terminal.</param>
/// <param name="WriteCharacters">Taken by write(2) and its kin.</param>
/// <param name="ReadBytes">Fetched from storage.</param>
/// <param name="WriteBytes">Sent to storage.</param>
public readonly record struct ProcessIo(long ReadCharacters, long WriteCharacters, long ReadBytes, long WriteBytes)
{
    /// <summary>All that read(2) and write(2) moved.</summary>
    public long Transferred => ReadCharacters + WriteCharacters;

    /// <summary>Field by field.</summary>
    public static ProcessIo operator +(ProcessIo left, ProcessIo right) => new(
        left.ReadCharacters + right.ReadCharacters,
        left.WriteCharacters + right.WriteCharacters,
        left.ReadBytes + right.ReadBytes,
        left.WriteBytes + right.WriteBytes);

    /// <summary>Field by field.</summary>
    public static ProcessIo operator -(ProcessIo left, ProcessIo right) => new(
        left.ReadCharacters - right.ReadCharacters,
        left.WriteCharacters - right.WriteCharacters,
        left.ReadBytes - right.ReadBytes,
        left.WriteBytes - right.WriteBytes);

    /// <summary>Field by field, as the operator.</summary>
    public static ProcessIo Add(ProcessIo left, ProcessIo right) => left + right;

    /// <summary>Field by field, as the operator.</summary>
    public static ProcessIo Subtract(ProcessIo left, ProcessIo right) => left - right;

    /// <summary>No field below zero.</summary>
    internal ProcessIo AtLeastZero() =>
        new(Math.Max(0, ReadCharacters), Math.Max(0, WriteCharacters), Math.Max(0, ReadBytes), Math.Max(0, WriteBytes));
}
