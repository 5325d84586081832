using System.Text.RegularExpressions;

namespace Drover.Shell.Tests.Scripts;

/// <summary>The native executable has its new objects in huge pages, where the kernel has any (docs/decisions/0025).</summary>
public sealed class HeapTests
{
    private const int RegionBytes = 4 << 20, ThreadStackBytes = 8 << 20;

    [Fact]
    public void New_objects_are_made_in_the_region_that_is_marked_for_huge_pages()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("DROVER_UNDER_TEST") is { Length: > 0 }, "another executable than the native one is under test");
        Assert.SkipUnless(Directory.Exists("/sys/kernel/mm/transparent_hugepage"), "the kernel has no transparent huge pages");

        // Texts of four megabytes altogether.
        string maps = ShellRun.Drover("-c", "x=; i=0; while [ $i -lt 2000 ]; do x=$x.; i=$((i + 1)); done; read -rd '' maps </proc/$$/smaps; echo \"$maps\"").Output;

        Mapping[] writable = [.. Mappings(maps).Where(mapping => mapping.IsWritable)];
        Mapping marked = writable.Where(mapping => mapping.IsMarked).ShouldHaveSingleItem();
        marked.Bytes.ShouldBe(RegionBytes);
        marked.ResidentBytes.ShouldBeGreaterThan(128 << 10);
        // Others have grown only by what survived, if it was not here that the objects were made.
        writable.Where(mapping => !mapping.IsMarked && mapping.Start % RegionBytes == 0 && mapping.Bytes != ThreadStackBytes).ShouldAllBe(mapping => mapping.Bytes < 512 << 10);
    }

    // proc(5): a line with the addresses, then one for each property.
    private static IEnumerable<Mapping> Mappings(string maps)
    {
        foreach (Match match in Regex.Matches(maps, @"^(?<start>[0-9a-f]+)-[0-9a-f]+ (?<access>\S+) [^\n]*\nSize: +(?<size>\d+) kB\n(?<rest>.*?)^VmFlags:(?<flags>[^\n]*)", RegexOptions.Multiline | RegexOptions.Singleline))
        {
            yield return new Mapping(
                Convert.ToInt64(match.Groups["start"].Value, 16),
                long.Parse(match.Groups["size"].Value) << 10,
                long.Parse(Regex.Match(match.Groups["rest"].Value, @"^Rss: +(\d+) kB", RegexOptions.Multiline).Groups[1].Value) << 10,
                match.Groups["access"].Value.StartsWith("rw", StringComparison.Ordinal),
                match.Groups["flags"].Value.Split(' ').Contains("hg"));
        }
    }

    private sealed record Mapping(long Start, long Bytes, long ResidentBytes, bool IsWritable, bool IsMarked);
}
