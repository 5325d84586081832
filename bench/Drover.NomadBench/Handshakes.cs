namespace Drover.NomadBench;

/// <summary>From exec to the handshake, and from the shutdown call to the end of the process.</summary>
internal static class Handshakes
{
    public static async Task RunAsync(string plugin, string work, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using var started = new Plugin(plugin, work);
            Report.Value("handshake_ms", started.HandshakeMs);
            // An agent configures it and goes at once, when it only looks who it is.
            await started.ConfigureAsync();
            Report.Value("exit_ms", await started.ShutDownAsync());
        }
    }
}
