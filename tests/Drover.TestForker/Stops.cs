namespace Drover.TestForker;

/// <summary>Job control on a terminal.</summary>
internal static class Stops
{
    public static int Foreground() => Check.Fail("not here");
}
