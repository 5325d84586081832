using System.Collections.Immutable;
using Drover.Nomad.Artifacts;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Tasks;

/// <summary>Turns what the client wants into the container that does it.</summary>
internal static class TaskPlan
{
    private const string Search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The container for a task.</summary>
    /// <exception cref="ConfigException">The job, or the node, has to be changed.</exception>
    public static ContainerSpec Build(TaskConfig task, TaskSettings settings, PluginConfig plugin)
    {
        var paths = new TaskPaths(task.AllocDir, task.Name);
        TaskRules rules = plugin.Rules;
        ContainerSettings container = settings.Container;
        (uint user, uint group, ImmutableArray<uint> others) = TaskUser.Find(task.User, rules);
        CheckAllowances(container, rules);
        NetworkIsolationSpec? network = task.NetworkIsolationSpec is { Mode: NetworkIsolationSpec.Types.NetworkIsolationMode.Group } isolated ? isolated : null;
        if (network is null) KernelSettings.CheckNetwork(container.Sysctl.Keys);
        JavaRuntime? runtime = settings is { Command: null, Greeting: null } ? FindRuntime(settings, plugin) : null;
        (ImmutableArray<ContainerMount> mounts, ImmutableArray<(string, string)> links) = HostFiles.Collect();
        var spec = new ContainerSpec
        {
            Id = ContainerName(task),
            Runtime = runtime,
            Arguments = Arguments(settings, plugin, paths, runtime),
            Environment = Variables(task, settings, runtime),
            WorkingDirectory = settings.WorkDirectory,
            UserId = user,
            GroupId = group,
            OtherGroups = others,
            Capabilities = [.. container.Capabilities.Distinct()],
            Mounts = [.. mounts, .. runtime?.Mounts() ?? [], .. TaskMounts.Collect(task, paths, container, rules)],
            Files = [.. Files(task, container)],
            Devices = [.. TaskMounts.Devices(task)],
            Links = links,
            IsRootReadOnly = container.IsRootReadOnly,
            SharesProcesses = container.SharesProcesses,
            SharesCommunication = container.SharesCommunication,
            NetworkNamespace = network?.Path,
            HostName = container.HostName ?? network?.HostsConfig?.Hostname ?? Environment.MachineName,
            Sysctl = container.Sysctl,
            Annotations = container.Labels,
            Seccomp = rules.Seccomp,
            GroupParent = task.Resources?.LinuxResources?.CpusetCgroup ?? "",
        };
        return TaskResources.Limit(spec, task, container, rules);
    }

    /// <summary>A name that crun takes: a task's id has slashes, and its name any letters.</summary>
    public static string ContainerName(TaskConfig task) => ContainerName(task.Id, task.AllocId, task.Name);

    /// <summary>The same of a task of which only the id is known: allocation, name and what makes it unique, with slashes between.</summary>
    public static string ContainerName(string id)
    {
        int first = id.IndexOf('/', StringComparison.Ordinal), last = id.LastIndexOf('/');
        return first < last ? ContainerName(id, id[..first], id[(first + 1)..last]) : ContainerName(id, "", "");
    }

    private static string ContainerName(string id, string alloc, string task)
    {
        string allocation = alloc.Length >= 8 ? alloc[..8] : alloc;
        string unique = id[(id.LastIndexOf('/') + 1)..];
        string name = $"milo-{allocation}-{task}-{unique}";
        string plain = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
        return plain.Length <= 120 ? plain : plain[..100] + plain[^20..];
    }

    private static void CheckAllowances(ContainerSettings container, TaskRules rules)
    {
        foreach (string capability in container.Capabilities)
        {
            if (rules.Capabilities.Contains(capability)) continue;
            string allowed = rules.Capabilities.IsEmpty ? "none" : string.Join(", ", rules.Capabilities.Select(Capability.Short));
            throw new ConfigException($"cap_add \"{Capability.Short(capability)}\" is not allowed on this node: the operator allows {allowed} (allow_caps in the plugin's configuration).");
        }
        foreach ((string name, bool isShared) in (ReadOnlySpan<(string, bool)>)[("pid", container.SharesProcesses), ("ipc", container.SharesCommunication)])
        {
            if (isShared && !rules.HostNamespaces.Contains(name))
                throw new ConfigException($"{name}_mode = \"host\" is not allowed on this node: the operator may add \"{name}\" to allow_host_namespaces in the plugin's configuration.");
        }
    }

    private static ImmutableSortedDictionary<string, string> Variables(TaskConfig task, TaskSettings settings, JavaRuntime? runtime)
    {
        ImmutableSortedDictionary<string, string>.Builder environment = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        environment["PATH"] = runtime is null ? Search : $"{runtime.Home}/bin:{Search}";
        environment["HOME"] = "/local";
        environment["LANG"] = "C.UTF-8";
        if (runtime is not null) environment["JAVA_HOME"] = runtime.Home;
        if (settings.Greeting is { } greeting) environment["GREETING"] = greeting;
        foreach ((string name, string value) in task.Env.Concat(task.DeviceEnv)) environment[name] = value;
        return environment.ToImmutable();
    }

    private static JavaRuntime FindRuntime(TaskSettings settings, PluginConfig plugin)
    {
        if (settings.Jre is { } directory)
            return (directory.StartsWith('/') ? JavaRuntime.TryRead(directory) : null) ?? throw new ConfigException($"jre \"{directory}\" is no JRE on this node: there is no bin/java in it, or it does not say its version. Name the JRE's directory, or set java_version.");
        IReadOnlyList<JavaRuntime> all = JavaRuntime.Find(plugin.JrePaths);
        if (all.Count == 0) throw new ConfigException("This node has no Java. Install a JRE (Debian: apt-get install openjdk-17-jre-headless), or name one in jre_paths of the plugin's configuration.");
        if (settings.JavaVersion is not { } wanted) return all[0];
        return all.FirstOrDefault(runtime => runtime.Is(wanted))
            ?? throw new ConfigException($"java_version \"{wanted}\" is not on this node; it has {string.Join(", ", all.Select(runtime => runtime.Version))}. Set one of these, or install it.");
    }

    private static ImmutableArray<string> Arguments(TaskSettings settings, PluginConfig plugin, TaskPaths paths, JavaRuntime? runtime)
    {
        if (settings.Greeting is not null) return [plugin.Shell, "-c", "echo \"$GREETING\""];
        if (settings.Command is { } command) return [command, .. settings.Arguments];
        var classes = new ClassPath(paths, settings.ClassPath, settings.WorkDirectory);
        string? jar = null;
        if (settings.JarPath is { } jarPath)
        {
            (string host, jar) = paths.Find("jar_path", jarPath);
            JarFile.Check(host, jarPath, settings.Class, runtime!, paths, classes);
        }
        else
        {
            classes.Check(settings.Class!, runtime!);
        }
        ImmutableArray<string> java = [runtime!.Executable, .. settings.JvmOptions];
        if (settings.Class is not { } main) return [.. java, "-jar", jar!, .. settings.Arguments];
        return [.. java, "-cp", string.Join(':', ((string?[])[jar, classes.Text]).OfType<string>()), main, .. settings.Arguments];
    }

    private static IEnumerable<(string Name, string Target, string Content)> Files(TaskConfig task, ContainerSettings container)
    {
        if (HostsFile.Hosts(task, container) is { } hosts) yield return ("hosts", "/etc/hosts", hosts);
        if (HostsFile.Resolver(task) is { } resolver) yield return ("resolv.conf", "/etc/resolv.conf", resolver);
    }
}
