using System.Globalization;
using System.Text;

namespace Drover.Coverage;

/// <summary>Puts together what all instrumented copies of an assembly have counted: a line is covered when one of the statements that begin on it was executed in any of them.</summary>
internal static class Report
{
    public static int Write(string hits, string report, string root)
    {
        var projects = new SortedDictionary<string, SortedDictionary<string, SortedDictionary<int, bool>>>(StringComparer.Ordinal);
        foreach (string points in Directory.EnumerateFiles(hits, "*.points").Order(StringComparer.Ordinal))
        {
            string project = Path.GetFileName(points)[..Path.GetFileName(points).LastIndexOf('-')];
            if (!projects.TryGetValue(project, out var files)) projects[project] = files = new(StringComparer.Ordinal);
            Add(files, File.ReadAllLines(points), File.ReadAllBytes(Path.ChangeExtension(points, ".hits")), root);
        }
        if (projects.Count == 0)
        {
            Console.Error.WriteLine($"coverage: {hits} holds nothing that was counted");
            return 1;
        }
        var lcov = new StringBuilder();
        var uncovered = new StringBuilder();
        foreach ((string project, var files) in projects)
        {
            int all = files.Values.Sum(lines => lines.Count), covered = files.Values.Sum(lines => lines.Values.Count(hit => hit));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{project,-22} {100.0 * covered / all,5:F1} %  {covered} of {all} lines"));
            foreach ((string file, SortedDictionary<int, bool> lines) in files)
            {
                lcov.Append("SF:").Append(file).Append('\n');
                foreach ((int line, bool hit) in lines) lcov.Append(CultureInfo.InvariantCulture, $"DA:{line},{(hit ? 1 : 0)}\n");
                lcov.Append("end_of_record\n");
                int[] missing = [.. lines.Where(line => !line.Value).Select(line => line.Key)];
                if (missing.Length > 0) uncovered.Append(CultureInfo.InvariantCulture, $"{missing.Length,4} of {lines.Count,4}  {file}: {string.Join(' ', missing)}\n");
            }
        }
        File.WriteAllText(Path.Combine(report, "lcov.info"), lcov.ToString());
        File.WriteAllText(Path.Combine(report, "uncovered.txt"), uncovered.ToString());
        return 0;
    }

    private static void Add(SortedDictionary<string, SortedDictionary<int, bool>> files, string[] points, byte[] counts, string root)
    {
        for (int i = 0; i < points.Length; i++)
        {
            int tab = points[i].IndexOf('\t', StringComparison.Ordinal);
            string file = Path.GetRelativePath(root, points[i][(tab + 1)..]);
            if (!files.TryGetValue(file, out SortedDictionary<int, bool>? lines)) files[file] = lines = [];
            int line = int.Parse(points[i].AsSpan(0, tab), CultureInfo.InvariantCulture);
            lines[line] = counts[i] != 0 || lines.GetValueOrDefault(line);
        }
    }
}
