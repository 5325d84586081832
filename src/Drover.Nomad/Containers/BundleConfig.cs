// Constraints
//   A task's process is a stranger on the host: it sees its own processes, files it was given, and nothing it could gain rights by. The JVM must see its limits, or it takes a
//   quarter of the host's memory for its heap: for that the control group is mounted, read-only.
// Scheme
//   An almost empty root per container, read-only; the host's libraries and programs bound into it read-only, and what the task was given. crun makes the mount points itself before
//   the root turns read-only, so only links have to be there.

using System.Globalization;
using System.Text.Json;

namespace Drover.Nomad.Containers;

/// <summary>The configuration of a container in the form of the Open Container Initiative.</summary>
internal static class BundleConfig
{
    private const string UsualSize = "65536k";

    private static readonly string[] s_masked = ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"];
    // With version 1 the directory of control groups is a file system of its own in memory, which crun leaves open to all.
    private static readonly string[] s_readOnly = ["/sys/fs/cgroup", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
    private static readonly string[] s_capabilitySets = ["bounding", "effective", "inheritable", "permitted", "ambient"];

    /// <summary>Writes it.</summary>
    public static void Write(Stream stream, ContainerSpec spec, string groupPath)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("ociVersion", "1.0.0");
        WriteProcess(json, spec);
        json.WriteStartObject("root");
        json.WriteString("path", "rootfs");
        json.WriteBoolean("readonly", spec.IsRootReadOnly);
        json.WriteEndObject();
        json.WriteString("hostname", spec.HostName);
        json.WriteStartArray("mounts");
        foreach (ContainerMount mount in Kernel(spec).Concat(spec.Mounts)) Write(json, mount);
        json.WriteEndArray();
        WriteMap(json, "annotations", spec.Annotations);
        WriteLinux(json, spec, groupPath);
        json.WriteEndObject();
    }

    private static IEnumerable<ContainerMount> Kernel(ContainerSpec spec)
    {
        string shared = spec.SharedMemoryBytes is { } bytes ? bytes.ToString(CultureInfo.InvariantCulture) : UsualSize;
        yield return new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]);
        yield return new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]);
        yield return new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]);
        yield return new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=" + shared]);
        // POSIX message queues are of the namespace for communication; the host's are not the container's to mount.
        if (!spec.SharesCommunication) yield return new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]);
        yield return new("/tmp", "tmpfs", "tmpfs", ["nosuid", "nodev", "mode=1777", "size=" + UsualSize]);
        yield return new("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]);
        yield return new("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "ro"]);
    }

    private static void WriteProcess(Utf8JsonWriter json, ContainerSpec spec)
    {
        json.WriteStartObject("process");
        json.WriteBoolean("terminal", false);
        json.WriteStartObject("user");
        json.WriteNumber("uid", spec.UserId);
        json.WriteNumber("gid", spec.GroupId);
        json.WriteStartArray("additionalGids");
        foreach (uint group in spec.OtherGroups) json.WriteNumberValue(group);
        json.WriteEndArray();
        json.WriteEndObject();
        WriteTexts(json, "args", spec.Arguments);
        WriteTexts(json, "env", spec.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        json.WriteString("cwd", spec.WorkingDirectory);
        json.WriteStartObject("capabilities");
        // In all sets: as an ambient one it is kept by a program that a user other than root runs (capabilities(7)).
        foreach (string set in s_capabilitySets) WriteTexts(json, set, spec.Capabilities);
        json.WriteEndObject();
        json.WriteStartArray("rlimits");
        foreach (ProcessLimit limit in spec.Limits)
        {
            json.WriteStartObject();
            json.WriteString("type", limit.OciName);
            json.WriteNumber("soft", limit.Soft);
            json.WriteNumber("hard", limit.Hard);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("oomScoreAdj", spec.OomScore);
        json.WriteBoolean("noNewPrivileges", true);
        json.WriteEndObject();
    }

    private static void WriteLinux(Utf8JsonWriter json, ContainerSpec spec, string groupPath)
    {
        json.WriteStartObject("linux");
        json.WriteString("cgroupsPath", groupPath);
        json.WriteStartArray("namespaces");
        WriteNamespace(json, "uts", null);
        WriteNamespace(json, "mount", null);
        if (!spec.SharesProcesses) WriteNamespace(json, "pid", null);
        if (!spec.SharesCommunication) WriteNamespace(json, "ipc", null);
        if (spec.NetworkNamespace is { } network) WriteNamespace(json, "network", network);
        json.WriteEndArray();
        WriteMap(json, "sysctl", spec.Sysctl);
        json.WriteStartArray("devices");
        foreach (ContainerDevice device in spec.Devices)
        {
            json.WriteStartObject();
            json.WriteString("type", device.Type);
            json.WriteString("path", device.Path);
            json.WriteNumber("major", device.Major);
            json.WriteNumber("minor", device.Minor);
            json.WriteNumber("fileMode", device.Mode);
            json.WriteNumber("uid", device.User);
            json.WriteNumber("gid", device.Group);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteResources(json, spec);
        WriteTexts(json, "maskedPaths", s_masked);
        WriteTexts(json, "readonlyPaths", s_readOnly);
        WriteSeccomp(json, spec);
        json.WriteEndObject();
    }

    private static void WriteSeccomp(Utf8JsonWriter json, ContainerSpec spec)
    {
        if (spec.Seccomp == "off") return;
        json.WritePropertyName("seccomp");
        if (spec.Seccomp == "default")
        {
            SeccompFilter.Write(json, spec.Capabilities);
            return;
        }
        using JsonDocument own = SeccompProfile.Read(spec.Seccomp);
        own.RootElement.WriteTo(json);
    }

    private static void WriteNamespace(Utf8JsonWriter json, string type, string? path)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        if (path is not null) json.WriteString("path", path);
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
        foreach (ContainerDevice device in spec.Devices)
        {
            json.WriteStartObject();
            json.WriteBoolean("allow", true);
            json.WriteString("type", device.Type);
            json.WriteNumber("major", device.Major);
            json.WriteNumber("minor", device.Minor);
            json.WriteString("access", device.Access);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("memory");
        if (spec.MemoryBytes is { } memory) json.WriteNumber("limit", memory);
        if (spec.MemoryReservation is { } reservation) json.WriteNumber("reservation", reservation);
        json.WriteEndObject();
        json.WriteStartObject("cpu");
        if (spec.CpuShares is { } shares) json.WriteNumber("shares", shares);
        if (spec.Cpus is { } cpus) json.WriteString("cpus", cpus);
        if (spec.CpuQuota is { } quota)
        {
            json.WriteNumber("quota", quota);
            json.WriteNumber("period", spec.CpuPeriod);
        }
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

    private static void WriteMap(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> values)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in values) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
