using System.Globalization;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Nomad.Tests.Containers;

/// <summary>What a job may say of its container, seen from inside of real ones.</summary>
public sealed class ContainerOptionTests : DriverTest
{
    [Fact]
    public async Task Limits_names_and_file_systems_are_those_that_the_job_asks_for()
    {
        TaskConfig task = Shell(
            "ulimit -n; ulimit -Hn; cat /proc/self/oom_score_adj; stat -f -c %b:%S /cache /dev/shm | while IFS=: read b s; do echo $((b * s)); done; touch /cache/x && echo wrote; cat /proc/sys/kernel/msgmax;"
            + "hostname; getent hosts db | tr -s ' '; getent hosts box | tr -s ' '; grep CapEff /proc/self/status; cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null; echo end",
            ("ulimit", new[] { ("nofile", (object?)"200:300") }), ("oom_score_adj", 321), ("tmpfs", new[] { "/cache:size=1m,mode=1777" }), ("shm_size", "2m"), ("sysctl", new[] { ("kernel.msgmax", (object?)"9999") }),
            ("hostname", "box"), ("extra_hosts", new[] { "db:10.9.8.7" }), ("cap_add", new[] { "net_bind_service" }), ("pids_limit", 77), ("labels", new[] { ("team", (object?)"blue") }));
        (string output, string errors, _) = await RunAsync(task);
        errors.ShouldBeEmpty();
        output.Split('\n')[..^1].ShouldBe(["200", "300", "321", "1048576", "2097152", "wrote", "9999", "box", "10.9.8.7 db", "127.0.1.1 box", "CapEff:\t0000000000000400", "77", "end"]);
        using var store = new Drover.Runs.RunStore(Allocation.State);
        store.List().Single().Labels["team"].ShouldBe("blue");
    }

    [Fact]
    public async Task Without_options_the_container_has_the_usual_ones()
    {
        (string output, _, _) = await RunAsync(Shell("cat /proc/self/oom_score_adj; hostname; cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null; touch /x 2>/dev/null || echo refused"));
        output.ShouldBe($"0\n{Environment.MachineName}\n4096\nrefused\n");
    }

    [Fact]
    public async Task Processor_time_is_held_hard_when_the_job_wants_it()
    {
        TaskConfig task = Shell("cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us 2>/dev/null || cat /sys/fs/cgroup/cpu.max", ("cpu_hard_limit", true), ("cpu_cfs_period", 50000));
        task.Resources.LinuxResources.PercentTicks = 0.1;
        (string output, _, _) = await RunAsync(task);
        output.ReplaceLineEndings(" ").Trim().ShouldBe($"{(int)(0.1 * 50000 * Environment.ProcessorCount)} 50000");
        task = Shell("true", ("cpu_hard_limit", true));
        (await RefusalAsync(task)).Message.ShouldStartWith("cpu_hard_limit can't be held: the agent does not say which part");
    }

    [Fact]
    public async Task Memory_may_go_beyond_what_is_reserved()
    {
        TaskConfig task = Shell("cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory/memory.soft_limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory.low");
        task.Resources.AllocatedResources = new AllocatedTaskResources { Memory = new AllocatedMemoryResources { MemoryMb = 100, MemoryMaxMb = 256 } };
        (string output, _, _) = await RunAsync(task);
        output.ShouldBe($"{256 * 1024 * 1024}\n{100 * 1024 * 1024}\n");
    }

    [Fact]
    public async Task Root_can_be_written_when_the_job_wants_it()
    {
        (string output, string errors, _) = await RunAsync(Shell("echo data > /mine && cat /mine; touch /usr/x", ("readonly_rootfs", false)));
        output.ShouldBe("data\n");
        errors.ShouldContain("Read-only file system");
    }

    [Fact]
    public async Task Mounts_are_those_that_the_operator_allows()
    {
        using var data = new TemporaryDirectory();
        File.SetUnixFileMode(data.Path, (UnixFileMode)0b111_111_111);
        await File.WriteAllTextAsync(data["file"], "data\n");
        await File.WriteAllTextAsync(Allocation["app/local/own"], "own\n");
        Directory.CreateDirectory(data["out"]);
        File.CreateSymbolicLink(data["out/link"], "/etc");
        (await ConfigureAsync(("allow_mounts", new[] { data.Path, "/etc:ro" }))).Code.ShouldBe(0);
        (string output, string errors, _) = await RunAsync(Shell("cat /data/file /conf/own; echo new > /data/new; touch /read/x; cat /read/hostname > /dev/null && echo host",
            ("mounts", new[] { Mount(data.Path, "/data"), Mount("local/own", "/conf/own"), Mount("/etc", "/read", true) })));
        output.ShouldBe("data\nown\nhost\n");
        errors.ShouldContain("Read-only file system");
        (await File.ReadAllTextAsync(data["new"])).ShouldBe("new\n");
        foreach ((string source, bool isReadOnly, string message) in new[]
        {
            ("/root", false, $"mounts: source \"/root\" is not allowed on this node: the operator allows {data.Path}, /etc (allow_mounts in the plugin's configuration)."),
            (data["../x"], false, $"mounts: source \"{data["../x"]}\" is not allowed on this node: the operator allows {data.Path}, /etc (allow_mounts in the plugin's configuration)."),
            ("/etc", false, "mounts: source \"/etc\" may only be read on this node: set readonly = true."),
            (data["out/link"], false, $"mounts: source \"{data["out/link"]}\" may only be read on this node: set readonly = true."),
            (data["none"], false, $"mounts: source \"{data["none"]}\" is not there."),
            ("local/none", false, "mounts: source \"local/none\" is not there."),
            ("local/../../x", false, "mounts: source \"local/../../x\" leads out of local/. Name a file inside the task's directories."),
            ("alloc/data", false, "mounts: source \"alloc/data\" is in alloc/, which other tasks can change. Use one in local/; /alloc itself is in the container."),
        })
            (await RefusalAsync(Shell("true", ("mounts", new[] { Mount(source, "/m", isReadOnly) })))).Message.ShouldBe(message);
        (await ConfigureAsync()).Code.ShouldBe(0);
        (await RefusalAsync(Shell("true", ("mounts", new[] { Mount("/etc", "/m", true) })))).Message
            .ShouldBe("mounts: source \"/etc\" is not allowed on this node: the operator allows none (allow_mounts in the plugin's configuration).");
    }

    [Fact]
    public async Task Link_out_of_what_is_allowed_is_refused()
    {
        using var data = new TemporaryDirectory();
        File.CreateSymbolicLink(data["link"], "/etc");
        (await ConfigureAsync(("allow_mounts", new[] { data.Path }))).Code.ShouldBe(0);
        (await RefusalAsync(Shell("true", ("mounts", new[] { Mount(data["link"], "/m") })))).Message.ShouldStartWith($"mounts: source \"{data["link"]}\" is not allowed on this node:");
    }

    [Fact]
    public async Task Volumes_and_devices_of_the_job_are_there()
    {
        using var data = new TemporaryDirectory();
        File.SetUnixFileMode(data.Path, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(data["file"], "volume\n");
        TaskConfig task = Shell("cat /vol/file; touch /vol/x; head -c 3 /dev/nulls | od -An -tx1");
        task.Mounts.Add(new Mount { HostPath = data.Path, TaskPath = "/vol", Readonly = true, PropagationMode = "host-to-task" });
        task.Devices.Add(new Device { HostPath = "/dev/zero", TaskPath = "/dev/nulls", CgroupPermissions = "r" });
        (string output, string errors, _) = await RunAsync(task);
        output.ShouldBe("volume\n 00 00 00\n");
        errors.ShouldContain("Read-only file system");
        task = Shell("true");
        task.Mounts.Add(new Mount { HostPath = data["none"], TaskPath = "/vol" });
        (await RefusalAsync(task)).Message.ShouldBe($"volume \"{data["none"]}\" for /vol is not there on this node. Check the path of the host_volume in the agent's configuration.");
        task = Shell("true");
        task.Devices.Add(new Device { HostPath = "/dev/null0", TaskPath = "/dev/x" });
        (await RefusalAsync(task)).Message.ShouldStartWith("device \"/dev/null0\" is not on this node.");
    }

    [Fact]
    public async Task Network_of_the_group_has_its_own_names()
    {
        using var engine = new ProcessEngine();
        Pipeline network = engine.Start(ProcessSpec.Of("unshare", "--net", "sleep", "120"));
        string path = $"/proc/{network.Stages[0].Pid}/ns/net";
        await Eventually.IsTrueAsync(() => File.ResolveLinkTarget(path, false)?.Name != File.ResolveLinkTarget("/proc/self/ns/net", false)?.Name);
        TaskConfig task = Shell("hostname; getent hosts web | tr -s ' '; cat /etc/resolv.conf; ls /sys/class/net; cat /proc/sys/net/ipv4/ip_unprivileged_port_start", ("sysctl", new[] { ("net.ipv4.ip_unprivileged_port_start", (object?)"0") }));
        (await RefusalAsync(task)).Message.ShouldBe("sysctl \"net.ipv4.ip_unprivileged_port_start\" would change the node's network, which the task uses. Give the group a network of its own (mode = \"bridge\").");
        task.NetworkIsolationSpec = new NetworkIsolationSpec { Mode = NetworkIsolationSpec.Types.NetworkIsolationMode.Group, Path = path, HostsConfig = new HostsConfig { Hostname = "web", Address = "172.26.64.9" } };
        task.Dns = new DNSConfig { Servers = { "10.0.0.1" }, Searches = { "svc", "lan" }, Options = { "ndots:2" } };
        (string output, _, _) = await RunAsync(task);
        await network.StopAsync(StopPolicy.Kill);
        output.ShouldStartWith("web\n172.26.64.9 web\nnameserver 10.0.0.1\nsearch svc lan\noptions ndots:2\nlo\n");
        output.ShouldEndWith("\n0\n");
    }

    [Fact]
    public async Task Namespaces_of_the_host_are_shared_only_when_the_operator_allows()
    {
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        (await RefusalAsync(Shell("true", ("pid_mode", "host")))).Message.ShouldBe("pid_mode = \"host\" is not allowed on this node: the operator may add \"pid\" to allow_host_namespaces in the plugin's configuration.");
        (await RefusalAsync(Shell("true", ("ipc_mode", "host")))).Message.ShouldBe("ipc_mode = \"host\" is not allowed on this node: the operator may add \"ipc\" to allow_host_namespaces in the plugin's configuration.");
        (await ConfigureAsync(("allow_host_namespaces", new[] { "pid", "ipc" }))).Code.ShouldBe(0);
        (string output, _, _) = await RunAsync(Shell($"test -d /proc/{own} && echo sees; readlink /proc/self/ns/ipc", ("pid_mode", "host"), ("ipc_mode", "host")));
        output.ShouldBe($"sees\n{File.ResolveLinkTarget("/proc/self/ns/ipc", false)!.Name}\n");
    }

    [Fact]
    public async Task Capability_beyond_the_allowance_is_refused()
    {
        (await RefusalAsync(Shell("true", ("cap_add", new[] { "SYS_ADMIN" })))).Message.ShouldBe("cap_add \"sys_admin\" is not allowed on this node: the operator allows net_bind_service (allow_caps in the plugin's configuration).");
        (await ConfigureAsync(("allow_caps", Array.Empty<string>()))).Code.ShouldBe(0);
        (await RefusalAsync(Shell("true", ("cap_add", new[] { "chown" })))).Message.ShouldBe("cap_add \"chown\" is not allowed on this node: the operator allows none (allow_caps in the plugin's configuration).");
        (await ConfigureAsync(("allow_caps", new[] { "chown" }))).Code.ShouldBe(0);
        TaskConfig task = await StartedShellAsync("touch /local/f; chown 1234 /local/f; sleep 60", ("cap_add", new[] { "chown" }));
        // A program that is run inside has what the task has, and no more.
        (await ExecAsync(task, "/bin/grep", "-E", "CapEff|CapBnd|NoNewPrivs", "/proc/self/status")).Output.ShouldBe("CapEff:\t0000000000000001\nCapBnd:\t0000000000000001\nNoNewPrivs:\t1\n");
        await Eventually.IsTrueAsync(() => FileOwner(Allocation["app/local/f"]) == 1234);
    }

    [Fact]
    public async Task User_is_one_that_the_operator_allows()
    {
        foreach ((string user, string expected) in new[] { ("", "65534:65534"), ("4321", "4321:4321"), ("4321:8765", "4321:8765"), ("daemon", "1:1") })
        {
            TaskConfig task = Shell("echo $(id -u):$(id -g)");
            task.User = user;
            (await RunAsync(task)).Output.ShouldBe(expected + "\n");
        }
        (await ConfigureAsync(("denied_host_uids", "1-9"), ("denied_host_gids", "8765"))).Code.ShouldBe(0);
        foreach ((string user, string message) in new[]
        {
            ("daemon", "user \"daemon\" is not allowed on this node: 1 is among denied_host_uids in the plugin's configuration. Without user the task runs as nobody."),
            ("4321:8765", "user \"4321:8765\" is not allowed on this node: its group 8765 is among denied_host_gids in the plugin's configuration. Name another group behind a colon."),
            ("4321:0", "user \"4321:0\" is not allowed on this node: its group 0 is root's. Name another group behind a colon."),
            ("0", "user \"0\" is not allowed on this node: it is root, and the operator has not set allow_root = true in the plugin's configuration. Without user the task runs as nobody."),
            (":1", "user \":1\" can't be used on this node: it names no user. Name one that it has, or a number, or none for nobody."),
        })
        {
            TaskConfig task = Shell("true");
            task.User = user;
            (await RefusalAsync(task)).Message.ShouldBe(message);
        }
    }

    [Fact]
    public async Task Defaults_and_ceilings_of_the_operator_hold()
    {
        (await ConfigureAsync(
            ("defaults", new[] { ("pids_limit", (object?)50), ("shm_size", "3m"), ("ulimit", new[] { ("nofile", (object?)"111"), ("core", "0") }) }),
            ("ceilings", new[] { ("pids_limit", (object?)60), ("memory", "300m"), ("shm_size", "4m"), ("ulimit", new[] { ("nofile", (object?)"222") }) }))).Code.ShouldBe(0);
        (string output, _, _) = await RunAsync(Shell("ulimit -n; ulimit -c; cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null; stat -f -c '%b %S' /dev/shm", ("ulimit", new[] { ("nofile", (object?)"222") })));
        output.ShouldBe("222\n0\n50\n768 4096\n");
        (await RefusalAsync(Shell("true", ("pids_limit", 61)))).Message.ShouldBe("pids_limit is 61, and the operator allows 60 on this node (ceilings in the plugin's configuration).");
        (await RefusalAsync(Shell("true", ("shm_size", "5m")))).Message.ShouldBe("shm_size is 5242880 bytes, and the operator allows 4194304 bytes on this node (ceilings in the plugin's configuration).");
        (await RefusalAsync(Shell("true", ("ulimit", new[] { ("nofile", (object?)"100:unlimited") })))).Message.ShouldBe("ulimit \"nofile\" is unlimited, and the operator allows 222 on this node (ceilings in the plugin's configuration).");
        TaskConfig large = Shell("true");
        large.Resources.LinuxResources.MemoryLimitBytes = 301L * 1024 * 1024;
        (await RefusalAsync(large)).Message.ShouldBe("memory is 301 MB, and the operator allows 300 MB on this node (ceilings in the plugin's configuration).");
    }

    private static (string, object?)[] Mount(string source, string target, bool isReadOnly = false) => [("source", source), ("target", target), ("readonly", isReadOnly)];

    private static uint FileOwner(string path) => Engine.Descriptors.FileStatus.TryRead(path, out _)?.User ?? 0;
}
