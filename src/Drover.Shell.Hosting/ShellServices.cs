using Drover.Shell.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Drover.Shell.Hosting;

/// <summary>Adds shell sessions to the services of a generic host.</summary>
public static class ShellServices
{
    /// <summary>Adds one <see cref="ShellHost"/>, which is closed, with all sessions and their jobs, when the application stops.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">How it works.</param>
    /// <remarks>Services stop in the reverse order of their adding: what uses sessions is to be added after this, so that it stops before them.</remarks>
    public static IServiceCollection AddDroverShell(this IServiceCollection services, ShellHostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Add(ServiceDescriptor.Singleton<ShellHost>(_ => new ShellHost(options)));
        services.Add(ServiceDescriptor.Singleton<IHostedService>(provider => new ShellHostService((ShellHost)provider.GetService(typeof(ShellHost))!)));
        return services;
    }
}
