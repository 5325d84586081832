using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Shell.Execution;

/// <summary>Where commands were found on PATH (POSIX hash).</summary>
internal sealed class CommandHash
{
    private const string DefaultPath = "/bin:/usr/bin";

    private readonly Dictionary<string, (string Path, int Hits)> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _onPath = new(StringComparer.Ordinal);
    private string? _path;

    /// <summary>What is remembered.</summary>
    public IEnumerable<KeyValuePair<string, (string Path, int Hits)>> Items => _found;

    public void Clear()
    {
        _found.Clear();
        _onPath.Clear();
    }

    /// <summary>Where a command is remembered to be; null when it is not.</summary>
    public string? Known(string name) => _found.TryGetValue(name, out (string Path, int Hits) known) ? known.Path : null;

    /// <summary>Remembers a path, whatever is there.</summary>
    public void Remember(string name, string path, ExecutionEnvironment environment)
    {
        _ = CurrentPath(environment);
        _found[name] = (path, 0);
    }

    /// <summary>Forgets one command; false when it was not known.</summary>
    public bool Forget(string name) => _found.Remove(name);

    /// <summary>The path of a command on PATH, remembered from then on, or null.</summary>
    public string? Find(string name, ExecutionEnvironment environment)
    {
        string path = CurrentPath(environment);
        if (_found.TryGetValue(name, out (string Path, int Hits) known))
        {
            if (IsExecutable(known.Path, environment))
            {
                _found[name] = (known.Path, known.Hits + 1);
                return known.Path;
            }
            _found.Remove(name);
        }
        if (Search(name, path, environment) is not { } found) return null;
        // What was found from the working directory need not be there tomorrow.
        if (found.StartsWith('/')) _found[name] = (found, 0);
        return found;
    }

    /// <summary>Whether a program of that name is on PATH; looked for once for each value of PATH.</summary>
    public bool IsOnPath(string name, ExecutionEnvironment environment)
    {
        string path = CurrentPath(environment);
        if (!_onPath.TryGetValue(name, out bool found)) _onPath[name] = found = Search(name, path, environment) is not null;
        return found;
    }

    private string CurrentPath(ExecutionEnvironment environment)
    {
        string path = environment.Variables.Get("PATH") ?? DefaultPath;
        if (!ReferenceEquals(path, _path) && path != _path) Clear();
        return _path = path;
    }

    /// <summary>The path of a command on a given PATH, or null.</summary>
    public static string? Search(string name, string path, ExecutionEnvironment environment)
    {
        foreach (Range range in path.AsSpan().Split(':'))
        {
            ReadOnlySpan<char> directory = path.AsSpan(range);
            string candidate = directory.IsEmpty ? "./" + name : directory.EndsWith("/") ? string.Concat(directory, name) : string.Concat(directory, "/", name);
            if (IsExecutable(candidate, environment)) return candidate;
        }
        return null;
    }

    /// <summary>0 when it may be executed, else the error number.</summary>
    public static int WhyNotExecutable(string path, ExecutionEnvironment environment)
    {
        const int EACCES = 13;
        ByteString bytes = ShellText.ToBytes(path);
        if (FileStatus.TryRead(bytes, out int errno, directory: environment.Directory) is not { } status) return errno;
        return status.Kind == FileKind.Directory ? EACCES : FileAccessCheck.Ask(bytes, FileAccessCheck.Execute, environment.Directory);
    }

    /// <summary>Whether it is a file that may be executed.</summary>
    public static bool IsExecutable(string path, ExecutionEnvironment environment)
    {
        ByteString bytes = ShellText.ToBytes(path);
        return FileStatus.TryRead(bytes, out _, directory: environment.Directory) is { } status && status.Kind == FileKind.Regular
            && FileAccessCheck.Ask(bytes, FileAccessCheck.Execute, environment.Directory) == 0;
    }
}
