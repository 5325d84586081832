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

    /// <summary>Stands for <c>**</c> where <c>globstar</c> is on: any number of directories.</summary>
    private static readonly Pattern s_anyDepth = PatternCompiler.Compile("*", PatternStyles.None);

    /// <summary>Adds the pathnames that a field matches in the order of their bytes; false when there are none.</summary>
    public static bool TryExpand(ReadOnlySpan<char> chars, ReadOnlySpan<byte> flags, ExecutionEnvironment environment, List<string> fields)
    {
        PatternStyles style = environment.PatternStyle | (environment.Has(ShellOptions.NoCaseGlob) ? PatternStyles.IgnoresCase : PatternStyles.None);
        var segments = new List<Pattern?>();
        int start = 0, depth = 0;
        for (int i = 0; i <= chars.Length; i++)
        {
            // A slash in the parentheses of an extended pattern can't match: the segment goes on.
            if (i < chars.Length && (style & PatternStyles.Extended) != 0 && chars[i] is '(' or ')' && (flags[i] & ExpansionBuffer.Quoted) == 0) depth += chars[i] == '(' ? 1 : -1;
            if (i < chars.Length && (chars[i] != '/' || depth > 0)) continue;
            // A backslash before a slash quotes what is no pattern character anyway.
            int end = i > start && i < chars.Length && PatternCompiler.EndsInBackslash(chars[start..i], flags[start..i]) ? i - 1 : i;
            segments.Add(Segment(chars[start..end], flags[start..end], style, environment));
            start = i + 1;
        }
        int first = fields.Count;
        string? ignored = environment.Has(ShellOptions.Posix) ? null : environment.Variables.Get("GLOBIGNORE");
        if (string.IsNullOrEmpty(ignored)) Walk("", segments, 0, environment, fields);
        else WalkIgnoring(ignored, segments, environment, fields);
        if (fields.Count == first) return false;
        ByteOrder.Sort(CollectionsMarshal.AsSpan(fields)[first..]);
        return true;
    }

    // GLOBIGNORE: with it hidden names are matched too, and what one of its patterns matches as a whole is left out.
    private static void WalkIgnoring(string patterns, List<Pattern?> segments, ExecutionEnvironment environment, List<string> fields)
    {
        int first = fields.Count;
        ShellOptions former = environment.Options;
        try
        {
            environment.SetOption(ShellOptions.DotGlob, true);
            Walk("", segments, 0, environment, fields);
        }
        finally
        {
            environment.Options = former;
        }
        Pattern[] ignored = [.. PatternCompiler.CutAtColons(patterns).Select(pattern => PatternCompiler.Compile(pattern, environment.PatternStyle))];
        for (int i = fields.Count - 1; i >= first; i--)
            if (Array.Exists(ignored, pattern => pattern.IsMatch(fields[i])) || fields[i] is "." or ".." || fields[i].EndsWith("/.", StringComparison.Ordinal) || fields[i].EndsWith("/..", StringComparison.Ordinal)) fields.RemoveAt(i);
    }

    // Null: nothing between two slashes, or before the first or behind the last.
    private static Pattern? Segment(ReadOnlySpan<char> chars, ReadOnlySpan<byte> flags, PatternStyles style, ExecutionEnvironment environment)
    {
        if (ExpansionBuffer.WithoutMarks(chars).Length == 0) return null;
        if (chars is "**" && ((flags[0] | flags[1]) & ExpansionBuffer.Quoted) == 0 && environment.Has(ShellOptions.GlobStar)) return s_anyDepth;
        return PatternCompiler.Compile(chars, flags, style);
    }

    private static void Walk(string prefix, List<Pattern?> segments, int index, ExecutionEnvironment environment, List<string> found)
    {
        Attention.Step(64);
        bool checkedHere = true;
        for (; index < segments.Count; index++)
        {
            string separator = index < segments.Count - 1 ? "/" : "";
            if (segments[index] is not { } pattern) prefix += separator;
            else if (ReferenceEquals(pattern, s_anyDepth))
            {
                // Several of them in a row are one.
                while (index + 1 < segments.Count && ReferenceEquals(segments[index + 1], s_anyDepth)) index++;
                if (prefix.Length > 0 && !Exists(prefix, environment)) return;
                // Below "*/" or the like the directory itself is named as that found it.
                if (index == segments.Count - 1 && prefix.Length > 0) found.Add(segments.FindIndex(static segment => segment is { PathLiteral: null }) < index ? prefix.TrimEnd('/') : prefix);
                Descend(prefix, segments, index, environment, found);
                return;
            }
            else if (pattern.PathLiteral is { } literal)
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
        if (prefix.Length == 0) return;
        // Only what was not read from a directory has to be looked up; a slash at the end asks for a directory.
        if (checkedHere && !prefix.EndsWith('/')) found.Add(prefix);
        else if (Exists(prefix, environment)) found.Add(prefix);
    }

    private static bool Exists(string path, ExecutionEnvironment environment) => FileStatus.TryRead(ShellText.ToBytes(path), out _, followLink: false, environment.Directory) is not null;

    // "**": this directory and all below it, links to directories not followed.
    private static void Descend(string prefix, List<Pattern?> segments, int index, ExecutionEnvironment environment, List<string> found)
    {
        bool isLast = index == segments.Count - 1;
        if (!isLast) Walk(prefix, segments, index + 1, environment, found);
        foreach (string name in Names(prefix, s_anyDepth, environment))
        {
            Attention.Step(64);
            string path = prefix + name;
            FileKind? kind = FileStatus.TryRead(ShellText.ToBytes(path), out _, followLink: false, environment.Directory)?.Kind;
            if (isLast) found.Add(path);
            if (kind == FileKind.Directory) Descend(path + "/", segments, index, environment, found);
            // "**/" names links to directories too.
            else if (kind == FileKind.SymbolicLink && index == segments.Count - 2 && segments[^1] is null && Exists(path + "/", environment)) found.Add(path + "/");
        }
    }

    private static void Scan(string prefix, Pattern pattern, List<Pattern?> segments, int index, ExecutionEnvironment environment, List<string> found)
    {
        if (index == segments.Count - 1)
        {
            AddNames(prefix, pattern, environment, found, before: prefix);
            return;
        }
        foreach (string name in Names(prefix, pattern, environment)) Walk(prefix + name + "/", segments, index + 1, environment, found);
    }

    private static List<string> Names(string prefix, Pattern pattern, ExecutionEnvironment environment)
    {
        var names = new List<string>();
        AddNames(prefix, pattern, environment, names, before: "");
        return names;
    }

    // The names in a directory that a pattern matches, each with a text before it.
    private static void AddNames(string prefix, Pattern pattern, ExecutionEnvironment environment, List<string> into, string before)
    {
        Attention.Step(256);
        int first = into.Count;
        ByteString path = prefix.Length == 0 ? "." : ShellText.ToBytes(prefix);
        using Descriptor? directory = Descriptor.TryOpen(path, OpenMode.Directory, out _, directory: environment.Directory);
        if (directory is null) return;
        Pattern? ofHidden = environment.Has(ShellOptions.DotGlob) ? pattern : pattern.OfHidden;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        char[] name = ArrayPool<char>.Shared.Rent(256);
        try
        {
            foreach (ReadOnlySpan<byte> entry in new DirectoryEntries(directory, buffer))
            {
                if ((entry[0] == '.' ? ofHidden : pattern) is not { } wanted) continue;
                System.Text.Encoding.Latin1.GetChars(entry, name);
                ReadOnlySpan<char> text = name.AsSpan(0, entry.Length);
                if (wanted.IsMatch(text)) into.Add(before.Length == 0 ? new string(text) : string.Concat(before, text));
            }
            // The engine leaves them out; ".*" matches them in POSIX mode, in bash (globskipdots) it does not.
            if (pattern.OfHidden is { } dotted && environment.Has(ShellOptions.Posix))
            {
                foreach (string dots in (ReadOnlySpan<string>)[".", ".."])
                    if (dotted.IsMatch(dots)) into.Add(before + dots);
            }
        }
        catch (SystemCallException)
        {
            into.RemoveRange(first, into.Count - first);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<char>.Shared.Return(name);
        }
    }
}
