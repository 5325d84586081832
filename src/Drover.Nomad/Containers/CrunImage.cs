// Constraints
//   At each start crun copies its executable into a sealed file in memory and executes that, so that no container can overwrite the one on the disk through /proc/PID/exe (CVE-2019-5736). A task
//   takes three such starts, of some 5 ms each.
//   An upgrade of crun must be seen.
// Scheme
//   One sealed copy for all: crun does not copy what is sealed. It is executed by its place in /proc, so it can be used for as long as this process lives.

using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Nomad.Containers;

/// <summary>The sealed copy of crun's executable that this process keeps.</summary>
internal sealed class CrunImage : IDisposable
{
    private readonly Lock _lock = new();
    // Those of before an upgrade too: a start may be under way with one.
    private readonly List<Descriptor> _copies = [];
    private (string Path, DateTime Changed, long Length) _file;
    private ByteString? _path;

    /// <summary>The path of the copy; null where the executable can't be copied, or is none that copies itself.</summary>
    /// <param name="program">The path of crun; null when there is none.</param>
    public ByteString? Find(string? program)
    {
        if (program is null) return null;
        var file = new FileInfo(program);
        if (!file.Exists) return null;
        lock (_lock)
        {
            if (_file == (program, file.LastWriteTimeUtc, file.Length)) return _path;
            _file = (program, file.LastWriteTimeUtc, file.Length);
            _path = null;
            Descriptor? copy = SealedFile.TryCopy(program, out _);
            if (copy is null) return null;
            _copies.Add(copy);
            // A script that starts crun is to be executed by its own path: its interpreter would be given the one in /proc.
            Span<byte> magic = stackalloc byte[4];
            if (copy.ReadAt(magic, 0) == magic.Length && magic.SequenceEqual("\u007fELF"u8)) _path = new ByteString(string.Create(null, $"/proc/{Environment.ProcessId}/fd/{copy.Number}"));
            return _path;
        }
    }

    public void Dispose()
    {
        foreach (Descriptor copy in _copies) copy.Dispose();
    }
}
