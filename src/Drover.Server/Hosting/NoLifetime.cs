using Microsoft.Extensions.Hosting;

namespace Drover.Server.Hosting;

/// <summary>A host lifetime that looks at no signals.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
