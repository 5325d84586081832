using System.Globalization;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>What a task that means harm can't do, tried from inside of real containers.</summary>
public sealed class SecurityTests : DriverTest
{
    [Theory]
    [InlineData("")]
    [InlineData("root")]
    public async Task Programs_and_the_jre_can_not_be_changed(string user)
    {
        if (user.Length > 0) (await ConfigureAsync(("allow_root", true))).Code.ShouldBe(0);
        string[] places = ["$JAVA_HOME/x", "$JAVA_HOME/bin/java", "$JAVA_HOME/lib/modules", "/usr/bin/env", "/etc/passwd", "/etc/hosts", "/proc/sys/kernel/panic", "/proc/sysrq-trigger", "/sys/kernel/x", "/sys/fs/cgroup/x", "/alloc/logs/x", "/x"];
        string java = Path.GetDirectoryName(Path.GetDirectoryName(File.ResolveLinkTarget("/usr/bin/java", returnFinalTarget: true)!.FullName))!;
        TaskConfig task = Shell($"JAVA_HOME={java}; for f in {string.Join(' ', places)}; do if (: >> $f) 2>/dev/null; then echo \"wrote $f\"; fi; done; echo done");
        task.User = user;
        (await RunAsync(task)).Output.ShouldBe("done\n");
    }

    [Fact]
    public async Task Processes_of_the_host_can_neither_be_seen_nor_signalled()
    {
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        (await ConfigureAsync(("allow_root", true))).Code.ShouldBe(0);
        TaskConfig task = Shell($"ls /proc | grep -c '^[0-9]'; test -e /proc/{own} && echo sees; kill -0 {own} 2>/dev/null || echo nobody; echo $$");
        task.User = "root";
        string[] lines = (await RunAsync(task)).Output.Split('\n');
        int.Parse(lines[0], CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(4);
        lines[1].ShouldBe("nobody");
        lines[2].ShouldBe("1");
    }

    [Fact]
    public async Task Set_user_id_program_gives_nothing()
    {
        string program = Allocation["app/local/become"];
        File.Copy("/usr/bin/id", program);
        File.SetUnixFileMode(program, UnixFileMode.SetUser | (UnixFileMode)0b111_101_101);
        (string output, _, _) = await RunAsync(Shell("/local/become -u; /usr/bin/su -c id root < /dev/null > /dev/null 2>&1 && echo became; unshare -r id -u 2>/dev/null && echo became; mount -t tmpfs x /tmp 2>/dev/null && echo mounted; mknod /tmp/sda b 8 0 2>/dev/null && echo made; grep CapEff /proc/self/status"));
        output.ShouldBe("65534\nCapEff:\t0000000000000000\n");
    }

    [Fact]
    public async Task Root_in_a_container_has_no_capability()
    {
        (await ConfigureAsync(("allow_root", true))).Code.ShouldBe(0);
        TaskConfig task = Shell("id -u; grep -c 'Cap.*0000000000000000' /proc/self/status; mount -t tmpfs x /tmp 2>/dev/null && echo mounted; mknod /tmp/sda b 8 0 2>/dev/null && echo made; cat /etc/shadow 2>/dev/null && echo read; chown 1 /local 2>/dev/null && echo chowned; echo end");
        task.User = "root";
        (await RunAsync(task)).Output.ShouldBe("0\n5\nend\n");
    }

    [Fact]
    public async Task Directories_of_other_tasks_and_of_the_host_are_not_there()
    {
        Directory.CreateDirectory(Allocation["other/secrets"]);
        await File.WriteAllTextAsync(Allocation["other/secrets/key"], "key");
        await File.WriteAllTextAsync(Allocation["app/secrets/key"], "mine");
        (string output, _, _) = await RunAsync(Shell(
            $"cat /secrets/key; for p in {Allocation["other"]} {Allocation["app"]} {Allocation.State} /alloc/../other /local/../../other /root /home /var /run /etc/shadow /etc/ssh /boot; do ls -d $p 2>/dev/null; done; ls /; ls /alloc"));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("mine");
        output.ShouldNotContain("other");
        lines.ShouldNotContain(line => line.StartsWith("/root", StringComparison.Ordinal) || line.StartsWith("/var", StringComparison.Ordinal) || line.StartsWith("/run", StringComparison.Ordinal) || line.StartsWith("/etc/s", StringComparison.Ordinal) || line.StartsWith("/boot", StringComparison.Ordinal));
        lines.ShouldContain("local");
    }

    [Fact]
    public async Task Program_that_is_run_inside_has_no_more_than_the_task()
    {
        TaskConfig task = await StartedShellAsync("sleep 60");
        (await ExecAsync(task, "/bin/sh", "-c", "id -u; grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; touch /usr/x 2>/dev/null && echo wrote; unshare -r true 2>/dev/null && echo became")).Output
            .ShouldBe("65534\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n");
    }
}
