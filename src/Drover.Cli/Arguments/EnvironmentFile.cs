using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;

namespace Drover.Cli.Arguments;

/// <summary>Environment entries from options and files: KEY=VALUE, or KEY alone for our own value of it.</summary>
internal static class EnvironmentFile
{
    /// <summary>Adds what a file says: one entry a line, "#" begins a comment line, quotes are taken as they are (as docker run --env-file does).</summary>
    /// <exception cref="CliException">It can't be read, or a line is none.</exception>
    public static ProcessEnvironment Add(ProcessEnvironment environment, ByteString path)
    {
        byte[] content = Descriptor.ReadFile(path, out int errno)
            ?? throw new CliException($"--env-file: {new SystemCallException("open", errno, path.ToString()).Message}");
        return AddText(environment, content, path.ToString());
    }

    /// <summary>Adds what the text of such a file says.</summary>
    /// <exception cref="CliException">A line is none.</exception>
    public static ProcessEnvironment AddText(ProcessEnvironment environment, ReadOnlySpan<byte> text, string file)
    {
        int number = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            number++;
            line = line.TrimStart(" \t"u8);
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.IsEmpty || line[0] == (byte)'#') continue;
            environment = AddEntry(environment, line, $"--env-file: {file}:{number}");
        }
        return environment;
    }

    /// <summary>Adds one entry.</summary>
    /// <exception cref="CliException">It has no name, or holds a NUL byte.</exception>
    public static ProcessEnvironment AddEntry(ProcessEnvironment environment, ReadOnlySpan<byte> entry, string where)
    {
        int equals = entry.IndexOf((byte)'=');
        var name = new ByteString(equals < 0 ? entry : entry[..equals]);
        if (name.IsEmpty || entry.Contains((byte)0) || name.Span.IndexOfAny(" \t"u8) >= 0)
            throw new CliException($"{where}: '{new ByteString(entry)}' is no KEY=VALUE.");
        if (equals >= 0) return environment.Set(name, new ByteString(entry[(equals + 1)..]));
        // A name that we do not have ourselves is passed over, as docker and systemd do.
        return ProcessEnvironment.Inherited.Get(name) is { } own ? environment.Set(name, own) : environment;
    }
}
