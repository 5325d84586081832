using Drover.Engine;
using Drover.Runs;
using Drover.Server.Clients;
using Drover.Server.Hosting;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Drover.Server.AgentTools;

/// <summary><c>drover mcp</c>: durable runs for coding agents, by the Model Context Protocol on standard input and output.</summary>
internal static class McpCommand
{
    private const int Failure = 125;
    private const int WrongUse = 2;

    /// <summary>Serves until standard input ends. Runs go on.</summary>
    /// <param name="arguments">What stands behind "mcp".</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["-h" or "--help", ..] or not [])
        {
            const string usage = "usage: drover mcp\nSpeaks the Model Context Protocol on standard input and output. Runs are kept in DROVER_STATE; tasks are those of the server that DROVER_SERVER names.";
            bool isHelp = arguments is ["-h" or "--help", ..];
            await (isHelp ? Console.Out : Console.Error).WriteLineAsync(usage).ConfigureAwait(false);
            return isHelp ? 0 : WrongUse;
        }
        try
        {
            using var engine = new ProcessEngine(new EngineOptions { ChildSignals = ChildSignalSource.None });
            using var store = new RunStore(StateDirectory.Default, engine);
            var tools = new ToolBox(new RunTools(store, TimeProvider.System), ServerAddress.Read(Environment.GetEnvironmentVariable));
            var options = new McpServerOptions
            {
                ServerInfo = new Implementation { Name = "drover", Version = ProductVersion.Text },
                ServerInstructions = "Start long commands as durable runs: they go on when you do not, and every byte of their output is kept. Follow one with read_output, giving back 'next' as 'after'.",
                Handlers = new McpServerHandlers
                {
                    ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. ToolSchemas.All] }),
                    CallToolHandler = (request, cancel) => tools.CallAsync(request.Params, cancel),
                },
            };
            await using var transport = new StdioServerTransport(options);
            await using McpServer server = McpServer.Create(transport, options);
            await server.RunAsync().ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is RunException or UsageException or SystemCallException)
        {
            await Console.Error.WriteLineAsync($"drover mcp: {e.Message}").ConfigureAwait(false);
            return Failure;
        }
    }
}
