using System.Globalization;

namespace Drover.Benchmarks;

/// <summary>Numbers on standard output, with a point whatever the locale.</summary>
internal static class Report
{
    public static void Number(double value) => Console.WriteLine(value.ToString("F3", CultureInfo.InvariantCulture));

    public static void Value(string name, double value) => Console.WriteLine($"{name}={value.ToString("0.###", CultureInfo.InvariantCulture)}");

    public static void Text(string name, string value) => Console.WriteLine($"{name}={value}");
}
