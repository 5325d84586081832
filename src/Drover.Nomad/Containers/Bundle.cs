// Constraints
//   A task's process is a stranger on the host: it sees its own processes, files it was given, and nothing it could gain rights by. The JVM must see its limits, or it takes a
//   quarter of the host's memory for its heap: for that the control group is mounted, read-only.
// Scheme
//   An almost empty root per container, read-only; the host's libraries and programs bound into it read-only, and what the task was given. crun makes the mount points itself before
//   the root turns read-only, so only links have to be there.

using System.Text.Json;

namespace Drover.Nomad.Containers;

/// <summary>The directory that crun makes a container from: its configuration and the root.</summary>
internal sealed class Bundle(string directory)
{
    private static readonly string[] s_masked = ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"];
    private static readonly string[] s_readOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
    private static readonly string[] s_capabilitySets = ["bounding", "effective", "inheritable", "permitted", "ambient"];
    private static readonly ContainerMount[] s_kernel =
    [
        new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
        new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
        new("/tmp", "tmpfs", "tmpfs", ["nosuid", "nodev", "mode=1777", "size=65536k"]),
        new("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
        new("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "ro"]),
    ];

    /// <summary>Its path.</summary>
    public string Path { get; } = directory;

    /// <summary>Where crun writes the pid of the container's first process.</summary>
    public string PidFile => System.IO.Path.Combine(Path, "pid");

    /// <summary>Where crun says what went wrong.</summary>
    public string Log => System.IO.Path.Combine(Path, "crun.log");

    /// <summary>Makes it.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    public static Bundle Create(string directory, ContainerSpec spec)
    {
        var bundle = new Bundle(directory);
        string root = System.IO.Path.Combine(directory, "rootfs");
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(root, (UnixFileMode)0b111_101_101);
        foreach ((string name, string target) in spec.Links) File.CreateSymbolicLink(System.IO.Path.Combine(root, name), target);
        using FileStream file = File.Create(System.IO.Path.Combine(directory, "config.json"));
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteString("ociVersion", "1.0.0");
        WriteProcess(json, spec);
        json.WriteStartObject("root");
        json.WriteString("path", "rootfs");
        json.WriteBoolean("readonly", true);
        json.WriteEndObject();
        json.WriteString("hostname", "milo");
        json.WriteStartArray("mounts");
        foreach (ContainerMount mount in s_kernel.Concat(spec.Mounts)) Write(json, mount);
        json.WriteEndArray();
        WriteLinux(json, spec);
        json.WriteEndObject();
        return bundle;
    }

    /// <summary>Removes it.</summary>
    public void Remove()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    private static void WriteProcess(Utf8JsonWriter json, ContainerSpec spec)
    {
        json.WriteStartObject("process");
        json.WriteBoolean("terminal", false);
        json.WriteStartObject("user");
        json.WriteNumber("uid", spec.UserId);
        json.WriteNumber("gid", spec.GroupId);
        json.WriteEndObject();
        WriteTexts(json, "args", spec.Arguments);
        WriteTexts(json, "env", spec.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        json.WriteString("cwd", spec.WorkingDirectory);
        json.WriteStartObject("capabilities");
        foreach (string set in s_capabilitySets) WriteTexts(json, set, []);
        json.WriteEndObject();
        json.WriteBoolean("noNewPrivileges", true);
        json.WriteEndObject();
    }

    private static void WriteLinux(Utf8JsonWriter json, ContainerSpec spec)
    {
        json.WriteStartObject("linux");
        json.WriteString("cgroupsPath", ControlGroupLayout.PathOf(spec.Id));
        json.WriteStartArray("namespaces");
        foreach (string name in (string[])["pid", "ipc", "uts", "mount"])
        {
            json.WriteStartObject();
            json.WriteString("type", name);
            json.WriteEndObject();
        }
        if (spec.NetworkNamespace is { } network)
        {
            json.WriteStartObject();
            json.WriteString("type", "network");
            json.WriteString("path", network);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteResources(json, spec);
        WriteTexts(json, "maskedPaths", s_masked);
        WriteTexts(json, "readonlyPaths", s_readOnly);
        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json, ContainerSpec spec)
    {
        json.WriteStartObject("resources");
        json.WriteStartArray("devices");
        json.WriteStartObject();
        json.WriteBoolean("allow", false);
        json.WriteString("access", "rwm");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("memory");
        if (spec.MemoryBytes is { } memory) json.WriteNumber("limit", memory);
        if (spec.MemoryReservation is { } reservation) json.WriteNumber("reservation", reservation);
        json.WriteEndObject();
        json.WriteStartObject("cpu");
        if (spec.CpuShares is { } shares) json.WriteNumber("shares", shares);
        if (spec.Cpus is { } cpus) json.WriteString("cpus", cpus);
        json.WriteEndObject();
        if (spec.Pids is { } pids)
        {
            json.WriteStartObject("pids");
            json.WriteNumber("limit", pids);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ContainerMount mount)
    {
        json.WriteStartObject();
        json.WriteString("destination", mount.Target);
        json.WriteString("type", mount.Type);
        json.WriteString("source", mount.Source);
        WriteTexts(json, "options", mount.Options);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
