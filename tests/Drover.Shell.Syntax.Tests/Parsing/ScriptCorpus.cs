using System.IO.Enumeration;
using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;

namespace Drover.Shell.Syntax.Tests.Parsing;

/// <summary>The scripts of this machine for sh, bash and dash, in an order that does not change, and which of them another shell finds valid.</summary>
/// <remarks>At most <see cref="Most"/> scripts and <see cref="MostBytes"/> bytes, of the first <see cref="MostEntries"/> entries of each root.</remarks>
internal static class ScriptCorpus
{
    private const int Most = 600, Longest = 256 * 1024, MostBytes = 6_000_000, MostEntries = 100_000;
    private static readonly string[] Roots = ["/usr/bin", "/usr/sbin", "/etc", "/usr/share", "/usr/lib"];

    /// <summary>Directories of a great many files, few or none of which are scripts.</summary>
    private static readonly string[] Left = ["zoneinfo", "terminfo", "fonts", "icons", "locale", "man", "perl-base", "python3", "google-cloud-sdk", "fpcsrc", "i18n", "X11", "node_modules"];

    private static readonly Lazy<IReadOnlyList<string>> Found = new(Find);

    /// <summary>The paths.</summary>
    public static IReadOnlyList<string> Paths => Found.Value;

    /// <summary>The text of a script, a char for a byte.</summary>
    public static string Read(string path) => Encoding.Latin1.GetString(File.ReadAllBytes(path));

    /// <summary>The scripts that a shell reads with <c>-n</c> and has nothing to say about; null when it is not installed.</summary>
    /// <remarks>Bash 5.2 ends <c>-n</c> with status 0 after an error in <c>[[ ]]</c>, so what it writes counts too.</remarks>
    public static IReadOnlyList<string>? AcceptedBy(string shell)
    {
        if (!File.Exists("/bin/" + shell) && !File.Exists("/usr/bin/" + shell)) return null;
        const string loop = "shell=$1; shift; for f do m=$($shell -n \"$f\" 2>&1 </dev/null) && [ -z \"$m\" ] && printf '%s\\n' \"$f\"; done; exit 0";
        ByteString[] arguments = ["-c", loop, "sh", shell, .. Paths.Select(path => (ByteString)path)];
        using ProcessEngine engine = new();
        using Pipeline pipeline = engine.Start(ProcessSpec.Of("sh", arguments).Redirect(Redirection.PipeFromChild(1)));
        using Descriptor output = pipeline.Stages[0].TakePipe(1);
        using MemoryStream all = new();
        byte[] buffer = new byte[65536];
        int n;
        while ((n = output.Read(buffer)) > 0) all.Write(buffer, 0, n);
        pipeline.Wait().ExitStatus.ShouldBe(0);
        return Encoding.UTF8.GetString(all.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static List<string> Find()
    {
        List<string> candidates = [];
        EnumerationOptions options = new() { RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string root in Roots.Where(root => Directory.Exists(root) && new DirectoryInfo(root).LinkTarget is null))
        {
            int seen = 0;
            candidates.AddRange(new FileSystemEnumerable<string>(root, static (ref FileSystemEntry entry) => entry.ToFullPath(), options)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => ++seen <= MostEntries && !entry.IsDirectory && MayBeScript(entry.FileName),
                ShouldRecursePredicate = (ref FileSystemEntry entry) => seen < MostEntries && !Left.Contains(entry.FileName.ToString()),
            });
        }
        candidates.Sort(string.CompareOrdinal);
        List<string> found = [];
        long bytes = 0;
        byte[] head = new byte[64];
        foreach (string path in candidates)
        {
            if (found.Count == Most || bytes > MostBytes) break;
            try
            {
                using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                int count = file.Read(head);
                if (file.Length > Longest || !IsScript(path, Encoding.Latin1.GetString(head, 0, count))) continue;
                bytes += file.Length;
                found.Add(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone, or not for us.
            }
        }
        return found;
    }

    private static bool MayBeScript(ReadOnlySpan<char> name) => !name.Contains('.') || name.EndsWith(".sh", StringComparison.Ordinal);

    private static bool IsScript(string path, string head)
    {
        if (!head.StartsWith("#!", StringComparison.Ordinal)) return path.EndsWith(".sh", StringComparison.Ordinal) && !head.Contains('\0', StringComparison.Ordinal);
        string[] words = head[2..].Split('\n')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Take(2).Any(word => Path.GetFileName(word) is "sh" or "bash" or "dash");
    }
}
