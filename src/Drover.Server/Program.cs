using Drover.Server.AgentTools;
using Drover.Server.Clients;
using Drover.Server.Demonstrations;
using Drover.Server.Hosting;

namespace Drover.Server;

/// <summary>The entry point: <c>drover serve</c> becomes this executable.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["--version" or "-V"]:
                Console.WriteLine($"drover-server {ProductVersion.Text}");
                return 0;
            case ["serve", .. var rest]:
                return await ServeCommand.RunAsync(rest).ConfigureAwait(false);
            case ["backup", .. var rest]:
                return await BackupCommand.RunAsync(rest).ConfigureAwait(false);
            case ["task", .. var rest]:
                return await TaskCommand.RunAsync(rest).ConfigureAwait(false);
            case ["mcp", .. var rest]:
                return await McpCommand.RunAsync(rest).ConfigureAwait(false);
            case ["demo-agent", .. var rest]:
                return await DemoAgent.RunAsync(rest, TimeProvider.System).ConfigureAwait(false);
            default:
                await Console.Error.WriteLineAsync(
                    """
                    drover-server: usage:
                      drover-server serve [--listen ADDRESS] [--port PORT] [--socket PATH] [--state DIRECTORY] [--workspace DIRECTORY] [--capacity N] [--on-exit stop|leave|drain] [--demo]
                      drover-server backup FILE [--state DIRECTORY]
                      drover-server task VERB ...      the board of a server that runs; 'task --help' has the verbs
                      drover-server mcp                durable runs for coding agents, on standard input and output
                    """).ConfigureAwait(false);
                return 2;
        }
    }
}
