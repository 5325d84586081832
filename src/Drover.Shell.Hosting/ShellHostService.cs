using Drover.Shell.Sessions;
using Microsoft.Extensions.Hosting;

namespace Drover.Shell.Hosting;

/// <summary>Closes the host of sessions when the application stops.</summary>
internal sealed class ShellHostService(ShellHost host) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // No more sessions, then SIGHUP and SIGTERM to their jobs, the grace, SIGKILL. The token ends the waiting only.
    public Task StopAsync(CancellationToken cancellationToken) => host.DisposeAsync().AsTask().WaitAsync(cancellationToken);
}
