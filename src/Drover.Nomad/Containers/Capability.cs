using System.Collections.Immutable;

namespace Drover.Nomad.Containers;

/// <summary>Names of capabilities (capabilities(7)).</summary>
internal static class Capability
{
    /// <summary>All that Linux has, in the order of their numbers.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
        "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
        "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
        "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>The full name for "net_bind_service", "NET_BIND_SERVICE" or "CAP_NET_BIND_SERVICE"; null when there is none.</summary>
    public static string? Find(string name)
    {
        string full = name.ToUpperInvariant();
        if (!full.StartsWith("CAP_", StringComparison.Ordinal)) full = "CAP_" + full;
        return All.Contains(full) ? full : null;
    }

    /// <summary>The name as jobs write it: "net_bind_service".</summary>
    public static string Short(string full) => full[4..].ToLowerInvariant();
}
