using System.Globalization;

namespace Drover.NomadBench;

/// <summary>Numbers on standard output, with a point whatever the locale.</summary>
internal static class Report
{
    public static void Value(string name, double value) => Console.WriteLine($"{name}={value.ToString("0.###", CultureInfo.InvariantCulture)}");
}
