using System.Buffers;
using System.Runtime.InteropServices;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Shell.Execution;

namespace Drover.Shell.Expansions;

/// <summary>Pathname expansion (POSIX 2.6.6, 2.13.3).</summary>
internal static class PathnameExpander
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Adds the pathnames that a field matches in the order of their bytes; false when there are none.</summary>
    public static bool TryExpand(ReadOnlySpan<char> chars, ReadOnlySpan<byte> flags, ExecutionEnvironment environment, List<string> fields)
    {
        var segments = new List<Pattern?>();
        int start = 0;
        for (int i = 0; i <= chars.Length; i++)
        {
            if (i < chars.Length && chars[i] != '/') continue;
            // Null: nothing between two slashes, or before the first or behind the last.
            segments.Add(ExpansionBuffer.WithoutMarks(chars[start..i]).Length == 0 ? null : PatternCompiler.Compile(chars[start..i], flags[start..i], environment.IsUtf8));
            start = i + 1;
        }
        int first = fields.Count;
        Walk("", segments, 0, environment, fields);
        if (fields.Count == first) return false;
        ByteOrder.Sort(CollectionsMarshal.AsSpan(fields)[first..]);
        return true;
    }

    private static void Walk(string prefix, List<Pattern?> segments, int index, ExecutionEnvironment environment, List<string> found)
    {
        bool checkedHere = true;
        for (; index < segments.Count; index++)
        {
            string separator = index < segments.Count - 1 ? "/" : "";
            if (segments[index] is not { } pattern) prefix += separator;
            else if (pattern.Literal is { } literal)
            {
                prefix += literal + separator;
                checkedHere = false;
            }
            else
            {
                Scan(prefix, pattern, segments, index, environment, found);
                return;
            }
        }
        // Only what was not read from a directory has to be looked up; a slash at the end asks for a directory.
        if (checkedHere && !prefix.EndsWith('/')) found.Add(prefix);
        else if (FileStatus.TryRead(ShellText.ToBytes(prefix), out _, followLink: false, environment.Directory) is not null) found.Add(prefix);
    }

    private static void Scan(string prefix, Pattern pattern, List<Pattern?> segments, int index, ExecutionEnvironment environment, List<string> found)
    {
        ByteString path = prefix.Length == 0 ? "." : ShellText.ToBytes(prefix);
        using Descriptor? directory = Descriptor.TryOpen(path, OpenMode.Directory, out _, directory: environment.Directory);
        if (directory is null) return;
        bool isLast = index == segments.Count - 1;
        var names = isLast ? null : new List<string>();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        char[] name = ArrayPool<char>.Shared.Rent(256);
        try
        {
            foreach (ReadOnlySpan<byte> entry in new DirectoryEntries(directory, buffer))
            {
                if (entry[0] == '.' && !pattern.StartsWithDot) continue;
                System.Text.Encoding.Latin1.GetChars(entry, name);
                ReadOnlySpan<char> text = name.AsSpan(0, entry.Length);
                if (!pattern.IsMatch(text)) continue;
                if (names is null) found.Add(string.Concat(prefix, text));
                else names.Add(string.Concat(prefix, text, "/"));
            }
            // The engine leaves them out; ".*" matches them.
            if (pattern.StartsWithDot)
            {
                foreach (string dots in (ReadOnlySpan<string>)[".", ".."])
                    if (pattern.IsMatch(dots)) (names ?? found).Add(prefix + dots + (isLast ? "" : "/"));
            }
        }
        catch (SystemCallException)
        {
            return;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<char>.Shared.Return(name);
        }
        for (int i = 0; i < names?.Count; i++) Walk(names[i], segments, index + 1, environment, found);
    }
}
