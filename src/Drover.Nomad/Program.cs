using Drover.Nomad.Commands;
using Drover.Nomad.Plugins;

namespace Drover.Nomad;

/// <summary>The entry point: Nomad starts it without arguments, <c>drover nomad</c> becomes it with a verb.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["--version" or "-V"]:
                Console.WriteLine($"nomad-driver-milo {ProductVersion.Text}");
                return 0;
            // The operator may give the plugin arguments in the agent's configuration; they mean nothing here.
            case var _ when arguments.Length == 0 || Handshake.IsStartedByHost(Environment.GetEnvironmentVariable):
                return await PluginHost.RunAsync(Environment.GetEnvironmentVariable, TimeProvider.System).ConfigureAwait(false);
            default:
                return await NomadCommand.RunAsync(arguments).ConfigureAwait(false);
        }
    }
}
