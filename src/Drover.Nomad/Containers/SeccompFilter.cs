// Constraints
//   A task must not reach the parts of the kernel that no ordinary program needs and that most escapes from containers went through: namespaces, mounts, keys, modules, bpf, io_uring, tracing.
//   What a kernel newer than this list brings must not slip through either, and a C library that tries it first must fall back to what it used before.
// Scheme
//   A list of what is allowed. What is not on it fails with ENOSYS, as if the kernel were older; what is on the list of refused calls fails with EPERM, which says that somebody forbids it. A capability that the
//   operator lets a task have brings the calls that are useless without it. clone passes without flags for namespaces; clone3 hides its flags in memory, so it is "not there", and clone is used instead.

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Drover.Nomad.Containers;

/// <summary>Which system calls a container may make (seccomp(2)), in the form of an OCI configuration.</summary>
internal static class SeccompFilter
{
    private const int EPERM = 1, ENOSYS = 38;

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET (clone(2)).
    private const ulong NamespaceFlags = 0x7E02_0000;

    private static readonly string[] s_allowed =
    [
        // Files.
        "access", "chdir", "chmod", "chown", "close", "close_range", "copy_file_range", "creat", "dup", "dup2", "dup3", "faccessat", "faccessat2", "fadvise64", "fallocate", "fanotify_mark", "fchdir", "fchmod",
        "fchmodat", "fchmodat2", "fchown", "fchownat", "fcntl", "fdatasync", "fgetxattr", "flistxattr", "flock", "fremovexattr", "fsetxattr", "fstat", "fstatfs", "fsync", "ftruncate", "futimesat", "getcwd",
        "getdents", "getdents64", "getxattr", "inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch", "ioctl", "lchown", "lgetxattr", "link", "linkat", "listxattr", "llistxattr", "lremovexattr",
        "lseek", "lsetxattr", "lstat", "mkdir", "mkdirat", "mknod", "mknodat", "newfstatat", "open", "openat", "openat2", "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2", "read", "readahead",
        "readlink", "readlinkat", "readv", "removexattr", "rename", "renameat", "renameat2", "rmdir", "sendfile", "setxattr", "splice", "stat", "statfs", "statx", "symlink", "symlinkat", "sync", "sync_file_range",
        "syncfs", "tee", "truncate", "umask", "unlink", "unlinkat", "utime", "utimensat", "utimes", "vmsplice", "write", "writev", "cachestat",
        // Memory.
        "brk", "get_mempolicy", "madvise", "map_shadow_stack", "mbind", "memfd_create", "memfd_secret", "mincore", "mlock", "mlock2", "mlockall", "mmap", "mprotect", "mremap", "mseal", "msync", "munlock", "munlockall",
        "munmap", "pkey_alloc", "pkey_free", "pkey_mprotect", "process_mrelease", "remap_file_pages", "set_mempolicy", "set_mempolicy_home_node",
        // Processes and threads.
        "arch_prctl", "capget", "capset", "execve", "execveat", "exit", "exit_group", "fork", "futex", "futex_requeue", "futex_wait", "futex_waitv", "futex_wake", "get_robust_list", "get_thread_area", "getcpu",
        "getegid", "geteuid", "getgid", "getgroups", "getpgid", "getpgrp", "getpid", "getppid", "getpriority", "getresgid", "getresuid", "getrlimit", "getrusage", "getsid", "gettid", "getuid", "ioprio_get",
        "ioprio_set", "membarrier", "pause", "pidfd_open", "pidfd_send_signal", "prctl", "prlimit64", "rseq", "sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity", "sched_getattr",
        "sched_getparam", "sched_getscheduler", "sched_rr_get_interval", "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler", "sched_yield", "set_robust_list", "set_thread_area",
        "set_tid_address", "setfsgid", "setfsuid", "setgid", "setgroups", "setpgid", "setpriority", "setregid", "setresgid", "setresuid", "setreuid", "setrlimit", "setsid", "setuid", "vfork", "wait4", "waitid",
        // A program may tie its own hands further.
        "landlock_add_rule", "landlock_create_ruleset", "landlock_restrict_self", "seccomp",
        // Signals and time.
        "adjtimex", "alarm", "clock_adjtime", "clock_getres", "clock_gettime", "clock_nanosleep", "getitimer", "gettimeofday", "kill", "nanosleep", "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask",
        "rt_sigqueueinfo", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "rt_tgsigqueueinfo", "setitimer", "sigaltstack", "signalfd", "signalfd4", "tgkill", "time", "timer_create", "timer_delete",
        "timer_getoverrun", "timer_gettime", "timer_settime", "timerfd_create", "timerfd_gettime", "timerfd_settime", "times", "tkill",
        // Waiting for many things, and asynchronous files.
        "epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd", "eventfd2", "io_cancel", "io_destroy", "io_getevents", "io_pgetevents", "io_setup", "io_submit", "poll",
        "ppoll", "pselect6", "select",
        // Pipes, sockets (which kinds: below) and System V and POSIX communication.
        "accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive", "mq_timedsend", "mq_unlink", "msgctl", "msgget",
        "msgrcv", "msgsnd", "pipe", "pipe2", "recvfrom", "recvmmsg", "recvmsg", "semctl", "semget", "semop", "semtimedop", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shmat", "shmctl", "shmdt", "shmget",
        "shutdown", "socketpair",
        // Who and what the machine is.
        "getrandom", "sysinfo", "uname",
    ];

    private static readonly string[] s_refused =
    [
        "acct", "add_key", "bpf", "chroot", "clock_settime", "delete_module", "fanotify_init", "finit_module", "fsconfig", "fsmount", "fsopen", "fspick", "init_module", "io_uring_enter", "io_uring_register",
        "io_uring_setup", "ioperm", "iopl", "kcmp", "kexec_file_load", "kexec_load", "keyctl", "lookup_dcookie", "migrate_pages", "mount", "mount_setattr", "move_mount", "move_pages", "name_to_handle_at",
        "nfsservctl", "open_by_handle_at", "open_tree", "perf_event_open", "pidfd_getfd", "pivot_root", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace", "quotactl", "quotactl_fd", "reboot",
        "request_key", "setdomainname", "sethostname", "setns", "settimeofday", "swapoff", "swapon", "sysfs", "syslog", "umount2", "unshare", "uselib", "userfaultfd", "ustat", "vhangup",
    ];

    // What is of use to somebody who holds the capability alone (capabilities(7)).
    private static readonly Dictionary<string, string[]> s_byCapability = new(StringComparer.Ordinal)
    {
        ["CAP_SYS_ADMIN"] =
        [
            "bpf", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "lookup_dcookie", "mount", "mount_setattr", "move_mount", "name_to_handle_at", "open_tree", "perf_event_open", "pivot_root", "quotactl", "quotactl_fd",
            "setdomainname", "sethostname", "setns", "swapoff", "swapon", "syslog", "umount2", "unshare", "vhangup",
        ],
        ["CAP_SYS_PTRACE"] = ["kcmp", "pidfd_getfd", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace"],
        ["CAP_SYS_CHROOT"] = ["chroot"],
        ["CAP_SYS_TIME"] = ["clock_settime", "settimeofday"],
        ["CAP_SYS_NICE"] = ["migrate_pages", "move_pages"],
        ["CAP_SYS_MODULE"] = ["delete_module", "finit_module", "init_module"],
        ["CAP_SYS_RAWIO"] = ["ioperm", "iopl"],
        ["CAP_SYS_PACCT"] = ["acct"],
        ["CAP_SYS_BOOT"] = ["kexec_file_load", "kexec_load", "reboot"],
        ["CAP_SYS_TTY_CONFIG"] = ["vhangup"],
        ["CAP_DAC_READ_SEARCH"] = ["name_to_handle_at", "open_by_handle_at"],
        ["CAP_SYSLOG"] = ["syslog"],
        ["CAP_BPF"] = ["bpf"],
        ["CAP_PERFMON"] = ["perf_event_open"],
    };

    // AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET: not the many that nobody uses and few have looked at.
    private static readonly int[] s_socketFamilies = [1, 2, 10, 16, 17];

    // PER_LINUX, PER_LINUX32, UNAME26, both, and "tell me" (personality(2)); not ADDR_NO_RANDOMIZE.
    private static readonly ulong[] s_personalities = [0, 8, 0x20000, 0x20008, 0xFFFF_FFFF];

    /// <summary>Writes the filter as the value of <c>linux.seccomp</c>.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<string> capabilities)
    {
        var brought = new SortedSet<string>(capabilities.Where(s_byCapability.ContainsKey).SelectMany(capability => s_byCapability[capability]), StringComparer.Ordinal);
        bool makesNamespaces = capabilities.Contains("CAP_SYS_ADMIN");
        json.WriteStartObject();
        json.WriteString("defaultAction", "SCMP_ACT_ERRNO");
        json.WriteNumber("defaultErrnoRet", ENOSYS);
        json.WriteStartArray("architectures");
        // A program of another architecture, such as 32-bit x86, has other calls by other numbers: it is killed.
        json.WriteStringValue(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64");
        json.WriteEndArray();
        json.WriteStartArray("syscalls");
        WriteRule(json, makesNamespaces ? [.. s_allowed, .. brought, "clone"] : [.. s_allowed, .. brought], "SCMP_ACT_ALLOW");
        WriteRule(json, s_refused.Where(name => !brought.Contains(name)), "SCMP_ACT_ERRNO", errno: EPERM);
        if (!makesNamespaces) WriteRule(json, ["clone"], "SCMP_ACT_ALLOW", condition: (0, NamespaceFlags, 0, "SCMP_CMP_MASKED_EQ"));
        foreach (int family in s_socketFamilies) WriteRule(json, ["socket"], "SCMP_ACT_ALLOW", condition: (0, (ulong)family, 0, "SCMP_CMP_EQ"));
        foreach (ulong personality in s_personalities) WriteRule(json, ["personality"], "SCMP_ACT_ALLOW", condition: (0, personality, 0, "SCMP_CMP_EQ"));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, IEnumerable<string> names, string action, int? errno = null, (int Index, ulong Value, ulong Second, string Operation)? condition = null)
    {
        json.WriteStartObject();
        json.WriteStartArray("names");
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteString("action", action);
        if (errno is { } number) json.WriteNumber("errnoRet", number);
        if (condition is var (index, value, second, operation))
        {
            json.WriteStartArray("args");
            json.WriteStartObject();
            json.WriteNumber("index", index);
            json.WriteNumber("value", value);
            json.WriteNumber("valueTwo", second);
            json.WriteString("op", operation);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
