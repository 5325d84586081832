using Drover.Engine.Descriptors;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;

namespace Drover.Shell.Prompts;

/// <summary>Finds the command that was probably meant when there is none of a name.</summary>
internal static class NearMiss
{
    /// <summary>The most similar name of a command: one slip away, or two in a long name; null when there is none.</summary>
    public static string? Find(string name, Interpreter shell)
    {
        if (name.Length < 2 || name.Contains('/', StringComparison.Ordinal)) return null;
        string? best = null;
        int least = name.Length > 5 ? 3 : 2;
        foreach (string candidate in Candidates(shell))
        {
            if (Math.Abs(candidate.Length - name.Length) >= least) continue;
            int distance = Distance(name, candidate);
            if (distance >= least && !(distance == least && best is not null && string.CompareOrdinal(candidate, best) < 0)) continue;
            if (distance == 0) continue;
            (best, least) = (candidate, distance);
        }
        return best;
    }

    private static IEnumerable<string> Candidates(Interpreter shell)
    {
        foreach (Builtin builtin in BuiltinTable.All) yield return builtin.Name;
        foreach ((string function, ShellFunction _) in shell.Environment.Functions.Items) yield return function;
        foreach ((string alias, string _) in shell.Environment.Aliases.Items) yield return alias;
        foreach (string directory in (shell.Environment.Variables.Get("PATH") ?? "").Split(':'))
        {
            foreach (string file in FilesOf(directory.Length == 0 ? "." : directory)) yield return file;
        }
    }

    private static List<string> FilesOf(string directory)
    {
        var names = new List<string>();
        using Descriptor? opened = Descriptor.TryOpen(ShellText.ToBytes(directory), OpenMode.Directory, out _);
        if (opened is null) return names;
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(opened, new byte[8192])) names.Add(ShellText.From(name));
        return names;
    }

    // Letters put in, left out, replaced, or two exchanged: each is one slip.
    private static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }
}
