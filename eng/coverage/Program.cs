using Drover.Coverage;

switch (args)
{
    // Writes the assembly with counters to OUTPUT/NAME.dll, and to HITS/NAME-KIND.points and .hits what and where they count.
    case ["instrument", var assembly, var output, var hits, var kind]:
        Instrumenter.Instrument(assembly, output, hits, kind);
        return 0;
    // Reads all of that and writes REPORT/lcov.info, REPORT/uncovered.txt and the figures.
    case ["report", var hits, var report, var root]:
        return Report.Write(hits, report, root);
    default:
        Console.Error.WriteLine("usage: coverage instrument ASSEMBLY OUTPUT HITS KIND | coverage report HITS REPORT ROOT");
        return 2;
}
