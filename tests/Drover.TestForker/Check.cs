using System.Runtime.CompilerServices;

namespace Drover.TestForker;

/// <summary>Checks, for a program without a test framework.</summary>
internal static class Check
{
    public static void That(bool holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        if (!holds) throw new CheckFailedException(what);
    }

    public static void Equal<T>(T found, T expected, [CallerArgumentExpression(nameof(found))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(found, expected)) throw new CheckFailedException($"{what} is {found} and not {expected}");
    }

    public static int Fail(string message)
    {
        Console.Error.WriteLine("test-forker: " + message);
        return 1;
    }
}
