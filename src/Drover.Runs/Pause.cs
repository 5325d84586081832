namespace Drover.Runs;

/// <summary>Short waits between looks at files that another process is about to change, where nothing can be waited on.</summary>
internal static class Pause
{
    private static readonly ManualResetEventSlim s_never = new(false);

    /// <summary>1 ms at first, up to 20 ms from the tenth look on.</summary>
    public static void Briefly(int look) => s_never.Wait(look < 10 ? 1 : 20);
}
