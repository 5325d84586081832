using Drover.Shell.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Drover.Shell.Hosting.Tests;

/// <summary>Sessions as a service of a generic host.</summary>
public sealed class ShellServicesTests
{
    [Fact]
    public async Task Stopping_the_application_ends_sessions_and_their_jobs()
    {
        var services = new OneByOne(new ServiceCollection().AddDroverShell(new ShellHostOptions { DefaultSession = new SessionOptions { DisposeGrace = TimeSpan.FromSeconds(1) } }));
        var shells = (ShellHost)services.GetService(typeof(ShellHost))!;
        var service = (IHostedService)services.GetService(typeof(IHostedService))!;
        services.GetService(typeof(ShellHost)).ShouldBeSameAs(shells);
        await service.StartAsync(default);
        ShellSession session = await shells.OpenSessionAsync();
        ShellJob job = (await session.EvalAsync("sleep 1000 &")).StartedJobs[0];
        await service.StopAsync(default).WaitAsync(TimeSpan.FromSeconds(30));
        job.State.ShouldBe(JobState.Terminated);
        session.HasEnded.ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(() => shells.OpenSessionAsync());
    }

    /// <summary>Gives each service that was added, made once.</summary>
    private sealed class OneByOne(IServiceCollection services) : IServiceProvider
    {
        private readonly Dictionary<Type, object> _made = [];

        public object? GetService(Type serviceType)
        {
            if (_made.TryGetValue(serviceType, out object? made)) return made;
            return _made[serviceType] = services.Single(service => service.ServiceType == serviceType).ImplementationFactory!(this);
        }
    }
}
