using System.Collections.Immutable;
using Drover.Engine.Processes;
using Drover.Nomad.Artifacts;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Tasks;

/// <summary>Turns what the client wants into the container that does it.</summary>
internal static class TaskPlan
{
    private const uint Nobody = 65534;
    private const string Search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The container for a task.</summary>
    /// <exception cref="ConfigException">The job, or the node, has to be changed.</exception>
    public static ContainerSpec Build(TaskConfig task, TaskSettings settings, PluginConfig plugin)
    {
        var paths = new TaskPaths(task.AllocDir, task.Name);
        (uint user, uint group) = FindUser(task.User, plugin);
        JavaRuntime? runtime = settings is { Command: null, Greeting: null } ? FindRuntime(settings, plugin) : null;
        ImmutableSortedDictionary<string, string>.Builder environment = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        environment["PATH"] = runtime is null ? Search : $"{runtime.Home}/bin:{Search}";
        environment["HOME"] = "/local";
        environment["LANG"] = "C.UTF-8";
        if (runtime is not null) environment["JAVA_HOME"] = runtime.Home;
        if (settings.Greeting is { } greeting) environment["GREETING"] = greeting;
        foreach ((string name, string value) in task.Env.Concat(task.DeviceEnv)) environment[name] = value;
        (ImmutableArray<ContainerMount> mounts, ImmutableArray<(string, string)> links) = HostFiles.Collect();
        LinuxResources? linux = task.Resources?.LinuxResources;
        AllocatedMemoryResources? memory = task.Resources?.AllocatedResources?.Memory;
        return new ContainerSpec
        {
            Id = ContainerName(task),
            Runtime = runtime,
            Arguments = Arguments(settings, plugin, paths, runtime),
            Environment = environment.ToImmutable(),
            WorkingDirectory = settings.WorkDirectory,
            UserId = user,
            GroupId = group,
            Mounts = [.. mounts, .. RuntimeMounts(runtime), .. TaskMounts(task, paths)],
            Links = links,
            MemoryBytes = linux is { MemoryLimitBytes: > 0 } ? linux.MemoryLimitBytes : null,
            MemoryReservation = memory is { MemoryMaxMb: > 0 } ? memory.MemoryMb * 1024 * 1024 : null,
            CpuShares = linux is { CpuShares: > 0 } ? Math.Max(2, linux.CpuShares) : null,
            Cpus = linux is { CpusetCpus.Length: > 0 } ? linux.CpusetCpus : null,
            Pids = settings.Pids,
            NetworkNamespace = task.NetworkIsolationSpec is { Mode: NetworkIsolationSpec.Types.NetworkIsolationMode.Group } network ? network.Path : null,
        };
    }

    /// <summary>A name that crun takes: a task's id has slashes, and its name any letters.</summary>
    public static string ContainerName(TaskConfig task)
    {
        string allocation = task.AllocId.Length >= 8 ? task.AllocId[..8] : task.AllocId;
        string unique = task.Id[(task.Id.LastIndexOf('/') + 1)..];
        string name = $"milo-{allocation}-{task.Name}-{unique}";
        string plain = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
        return plain.Length <= 120 ? plain : plain[..100] + plain[^20..];
    }

    private static (uint User, uint Group) FindUser(string name, PluginConfig plugin)
    {
        if (name.Length == 0) return (Nobody, Nobody);
        if (!UserDatabase.TryResolve(name, out Credentials? credentials, out string? error))
            throw new ConfigException($"user \"{name}\" can't be used on this node: {error}. Name one that it has, or a number, or none for nobody.");
        if (credentials!.UserId == 0 && !plugin.AllowsRoot)
            throw new ConfigException("user \"root\" is not allowed on this node: the operator may set allow_root = true in the plugin's configuration. Without user the task runs as nobody.");
        return (credentials.UserId, credentials.GroupId);
    }

    private static JavaRuntime FindRuntime(TaskSettings settings, PluginConfig plugin)
    {
        if (settings.Jre is { } directory)
            return (directory.StartsWith('/') ? JavaRuntime.TryRead(directory) : null) ?? throw new ConfigException($"jre \"{directory}\" is no JRE on this node: there is no bin/java and release file in it. Name the JRE's directory, or set java_version.");
        IReadOnlyList<JavaRuntime> all = JavaRuntime.Find(plugin.JrePaths);
        if (all.Count == 0) throw new ConfigException("This node has no Java. Install a JRE (Debian: apt-get install openjdk-17-jre-headless), or name one in jre_paths of the plugin's configuration.");
        if (settings.JavaVersion is not { } wanted) return all[0];
        return all.FirstOrDefault(runtime => runtime.Major.ToString() == wanted || runtime.Version == wanted)
            ?? throw new ConfigException($"java_version \"{wanted}\" is not on this node; it has {string.Join(", ", all.Select(runtime => runtime.Version))}. Set one of these, or install it.");
    }

    private static ImmutableArray<string> Arguments(TaskSettings settings, PluginConfig plugin, TaskPaths paths, JavaRuntime? runtime)
    {
        if (settings.Greeting is not null) return [plugin.Shell, "-c", "echo \"$GREETING\""];
        if (settings.Command is { } command) return [command, .. settings.Arguments];
        var arguments = new List<string> { runtime!.Executable };
        arguments.AddRange(settings.JvmOptions);
        string? jar = null;
        if (settings.JarPath is { } jarPath)
        {
            (string host, jar) = paths.Find("jar_path", jarPath);
            JarFile.Check(host, jarPath, settings.Class, runtime);
        }
        if (settings.Class is not { } main) return [.. arguments, "-jar", jar!, .. settings.Arguments];
        string classes = string.Join(':', ((string?[])[jar, settings.ClassPath]).OfType<string>());
        return [.. arguments, "-cp", classes, main, .. settings.Arguments];
    }

    // Below /usr it is there already.
    private static IEnumerable<ContainerMount> RuntimeMounts(JavaRuntime? runtime) =>
        runtime is null || runtime.Home.StartsWith("/usr/", StringComparison.Ordinal) ? [] : [ContainerMount.Host(runtime.Home)];

    private static IEnumerable<ContainerMount> TaskMounts(TaskConfig task, TaskPaths paths)
    {
        if (Directory.Exists(paths.Shared))
        {
            yield return ContainerMount.Bind(paths.Shared, "/alloc", isReadOnly: false);
            // The agent writes logs there as root: a link in their place would lead it elsewhere.
            string logs = Path.Combine(paths.Shared, "logs");
            if (Directory.Exists(logs)) yield return ContainerMount.Bind(logs, "/alloc/logs", isReadOnly: true);
        }
        if (Directory.Exists(paths.Local)) yield return ContainerMount.Bind(paths.Local, "/local", isReadOnly: false);
        if (Directory.Exists(paths.Secrets)) yield return ContainerMount.Bind(paths.Secrets, "/secrets", isReadOnly: false);
        foreach (Mount mount in task.Mounts) yield return ContainerMount.Bind(mount.HostPath, mount.TaskPath, mount.Readonly);
    }
}
