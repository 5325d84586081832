using System.Runtime.InteropServices;
using Drover.Runs;
using Drover.Server.Storage;

namespace Drover.Server.Hosting;

/// <summary><c>drover serve</c>.</summary>
internal static class ServeCommand
{
    private const int Failure = 125;
    private const int Usage = 2;

    /// <summary>Serves until a signal comes.</summary>
    /// <param name="arguments">What stands behind "serve".</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--help" or "-h"])
        {
            await Console.Out.WriteLineAsync(ServeHelp.Text).ConfigureAwait(false);
            return 0;
        }
        try
        {
            var settings = ServerSettings.Read(arguments, Environment.GetEnvironmentVariable);
            await using var host = new ServerHost(settings, TimeProvider.System, Console.Out);
            void Stop(PosixSignalContext context)
            {
                context.Cancel = true;
                host.Shutdown.Ask(new ShutdownRequest(context.Signal == PosixSignal.SIGHUP ? ShutdownMode.Leave : settings.OnExit));
            }
            using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
            await host.StartAsync().ConfigureAwait(false);
            return await host.RunAsync().ConfigureAwait(false) ? 0 : Failure;
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync($"drover-server: {e.Message}").ConfigureAwait(false);
            return Usage;
        }
        catch (Exception e) when (e is StorageException or RunException or UnauthorizedAccessException or IOException)
        {
            await Console.Error.WriteLineAsync($"drover-server: {e.Message}").ConfigureAwait(false);
            return Failure;
        }
    }
}
