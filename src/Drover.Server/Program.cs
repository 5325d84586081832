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
            default:
                await Console.Error.WriteLineAsync("drover-server: usage: drover-server serve [--listen ADDRESS] [--port PORT] [--state DIRECTORY] [--workspace DIRECTORY] [--capacity N] [--on-exit stop|leave|drain]").ConfigureAwait(false);
                return 2;
        }
    }
}
