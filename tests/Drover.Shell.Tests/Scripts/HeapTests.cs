namespace Drover.Shell.Tests.Scripts;

/// <summary>The native executable has its new objects in huge pages, where the kernel has any (docs/decisions/0025).</summary>
public sealed class HeapTests
{
    private const int Region = 4096, HugePage = 2048;

    [Fact]
    public void New_objects_are_made_in_the_region_that_is_marked_for_huge_pages()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("DROVER_UNDER_TEST") is { Length: > 0 }, "another executable than the native one is under test");
        Assert.SkipUnless(Directory.Exists("/sys/kernel/mm/transparent_hugepage"), "the kernel has no transparent huge pages");

        // Four megabytes of texts: more than the first huge page holds.
        string maps = ShellRun.Drover("-c", "x=; i=0; while [ $i -lt 2000 ]; do x=$x.; i=$((i + 1)); done; read -rd '' maps </proc/$$/smaps; echo \"$maps\"").Output;

        string marked = maps.Split("\nVmFlags: ").Zip(maps.Split("\nVmFlags: ").Skip(1), (mapping, flags) => (mapping, flags: flags.Split('\n')[0]))
            .Where(entry => entry.flags.Split(' ').Contains("hg")).ShouldHaveSingleItem().mapping;
        Kilobytes(marked, "Size").ShouldBe(Region);
        Kilobytes(marked, "Rss").ShouldBeGreaterThan(HugePage);
    }

    private static int Kilobytes(string mapping, string name) => int.Parse(mapping.Split($"\n{name}:")[1].Split("kB")[0].Trim());
}
