using Drover.Engine.Descriptors;
using Drover.Runs;
using Drover.Runs.Formats;

namespace Drover.Shim;

/// <summary>The status of the run this shim holds: changed in one place, written at each change.</summary>
internal sealed class StatusKeeper(Descriptor directory, RunStatus initial)
{
    /// <summary>The status now.</summary>
    public RunStatus Current { get; private set; } = initial;

    /// <summary>Counts the changes, from 1.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>Runs after each change.</summary>
    public Action? Changed { get; set; }

    /// <summary>Replaces the status and writes it. On a full disk the file stays as it was: the next change tries again.</summary>
    public void Set(RunStatus status)
    {
        _ = DirectoryFiles.Replace(directory, RunFiles.Status, RunStatusFormat.Write(status));
        Commit(status);
    }

    /// <summary>Writes the last status and brings it to the disk. If that fails nothing is changed.</summary>
    /// <returns>0, or the error number.</returns>
    public int TrySetLast(RunStatus status)
    {
        int errno = DirectoryFiles.Replace(directory, RunFiles.Status, RunStatusFormat.Write(status), durable: true);
        if (errno == 0) Commit(status);
        return errno;
    }

    private void Commit(RunStatus status)
    {
        Current = status;
        Revision++;
        Changed?.Invoke();
    }
}
