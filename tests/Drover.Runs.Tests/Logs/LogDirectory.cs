using Drover.Runs.Logs;

namespace Drover.Runs.Tests.Logs;

/// <summary>A directory for one log, removed afterwards, and short words for writing and reading it.</summary>
public sealed class LogDirectory : IDisposable
{
    public LogDirectory() => Path = Directory.CreateTempSubdirectory("drover-log-").FullName;

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public LogWriter Write(LogOptions? options = null) => LogWriter.Open(Path, options ?? LogOptions.Unlimited);

    public LogReader Read(bool final = false)
    {
        LogReader reader = LogReader.Open(Path);
        reader.IsFinal = final;
        return reader;
    }

    /// <summary>All files of the log, name → content.</summary>
    public SortedDictionary<string, byte[]> Files()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(Path)) files[System.IO.Path.GetFileName(file)] = System.IO.File.ReadAllBytes(file);
        return files;
    }

    /// <summary>Makes the directory hold just these files.</summary>
    public void Restore(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (string file in Directory.GetFiles(Path)) System.IO.File.Delete(file);
        foreach ((string name, byte[] bytes) in files) System.IO.File.WriteAllBytes(File(name), bytes);
    }

    public List<Entry> Entries(bool final = true)
    {
        using LogReader reader = Read(final);
        return Entry.ReadAll(reader);
    }

    /// <summary>Bytes of all files of the log on the disk.</summary>
    public long Size() => Directory.GetFiles(Path).Sum(f => new FileInfo(f).Length);
}
