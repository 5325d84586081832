using Drover.Engine.Processes;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tasks;

namespace Drover.Nomad.Drivers;

/// <summary>What a node has for the driver, and whether that is enough.</summary>
internal static class Fingerprint
{
    /// <summary>Looks.</summary>
    public static async Task<FingerprintResponse> TakeAsync(TaskTable tasks)
    {
        PluginConfig config = tasks.Config;
        Crun crun = tasks.OpenCrun();
        string? version = await crun.ReadVersionAsync().ConfigureAwait(false);
        IReadOnlyList<JavaRuntime> runtimes = JavaRuntime.Find(config.JrePaths);
        string? obstacle = Obstacle(config, crun, version);
        var answer = new FingerprintResponse
        {
            Health = obstacle is null ? FingerprintResponse.Types.HealthState.Healthy : FingerprintResponse.Types.HealthState.Unhealthy,
            HealthDescription = obstacle ?? (runtimes.Count > 0 ? "Healthy" : "Healthy, but there is no Java: only tasks with command or greeting can run. Install a JRE, or name one in jre_paths."),
        };
        answer.Attributes["driver.milo"] = new Protocol.Structs.Attribute { BoolVal = true };
        answer.Attributes["driver.milo.version"] = Text(ProductVersion.Text);
        if (version is not null) answer.Attributes["driver.milo.crun.version"] = Text(version);
        if (crun.Groups.Version > 0) answer.Attributes["driver.milo.cgroup"] = Text($"v{crun.Groups.Version}");
        if (runtimes.Count > 0) answer.Attributes["driver.milo.java.version"] = Text(runtimes[0].Version);
        foreach (JavaRuntime runtime in runtimes.Reverse())
        {
            // The newest of each comes last and stays.
            answer.Attributes[$"driver.milo.java.{runtime.Major}"] = Text(runtime.Version);
            if (runtime.Vendor.Length > 0) answer.Attributes[$"driver.milo.java.{runtime.Major}.vendor"] = Text(runtime.Vendor);
        }
        return answer;
    }

    private static string? Obstacle(PluginConfig config, Crun crun, string? version) =>
        CurrentUser.Id != 0 ? "The agent does not run as root, which containers need. Run it as root."
        : version is null ? $"{config.CrunPath} can't be run. Install crun (Debian: apt-get install crun), or set crun_path in the plugin's configuration."
        : crun.Groups.Version == 0 ? "No control groups are mounted at /sys/fs/cgroup, so that no limit could hold. Mount them."
        : null;

    private static Protocol.Structs.Attribute Text(string value) => new() { StringVal = value };
}
