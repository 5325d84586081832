using System.Globalization;
using System.Runtime.InteropServices;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Nomad.Tests.Containers;

/// <summary>System calls that a container may not make, made by number from inside of real ones.</summary>
public sealed class SeccompFilterTests : DriverTest
{
    private const int EPERM = 1, ENOSYS = 38;

    // Numbers of x86-64, each with what it fails with.
    private static readonly (string Name, string Call, int Errno)[] s_calls =
    [
        ("unshare(CLONE_NEWUSER)", "272, 0x10000000", EPERM),
        ("setns", "308, 0, 0", EPERM),
        ("mount", "165, 0, 0, 0, 0, 0", EPERM),
        ("umount2", "166, 0, 0", EPERM),
        ("move_mount", "429, 0, 0, 0, 0, 0", EPERM),
        ("keyctl", "250, 0, 0", EPERM),
        ("add_key", "248, 0, 0, 0, 0, 0", EPERM),
        ("bpf", "321, 0, 0, 0", EPERM),
        ("ptrace", "101, 16, 1, 0, 0", EPERM),
        ("process_vm_readv", "310, 1, 0, 0, 0, 0, 0", EPERM),
        ("pidfd_getfd", "438, 0, 0, 0", EPERM),
        ("perf_event_open", "298, 0, 0, 0, 0, 0", EPERM),
        ("io_uring_setup", "425, 1, 0", EPERM),
        ("userfaultfd", "323, 0", EPERM),
        ("kexec_load", "246, 0, 0, 0, 0", EPERM),
        ("init_module", "175, 0, 0, 0", EPERM),
        ("open_by_handle_at", "304, 0, 0, 0", EPERM),
        ("chroot", "161, 0", EPERM),
        ("reboot", "169, 0, 0, 0, 0", EPERM),
        ("clone3", "435, 0, 0", ENOSYS),
        ("clone(CLONE_NEWUSER)", "56, 0x10000011, 0, 0, 0, 0", ENOSYS),
        ("socket(AF_ALG)", "41, 38, 5, 0", ENOSYS),
        ("socket(AF_VSOCK)", "41, 40, 1, 0", ENOSYS),
        ("personality(ADDR_NO_RANDOMIZE)", "135, 0x40000", ENOSYS),
        ("a call of the future", "600, 0", ENOSYS),
    ];

    private static string Script => "perl -e '" + string.Concat(s_calls.Select((call, i) => $"$! = 0; my $r{i} = syscall({call.Call}); print $r{i}, \" \", $! + 0, \"\\n\";")) + "'";

    [Fact]
    public async Task Calls_that_no_program_needs_fail()
    {
        RuntimeInformation.ProcessArchitecture.ShouldBe(Architecture.X64);
        (string output, string errors, _) = await RunAsync(Shell(Script));
        errors.ShouldBeEmpty();
        output.Split('\n')[..^1].Zip(s_calls, (line, call) => $"{call.Name}: {line}").ShouldBe(s_calls.Select(call => $"{call.Name}: -1 {call.Errno}"));
    }

    [Fact]
    public async Task Operator_may_turn_it_off_or_name_another()
    {
        (await ConfigureAsync(("seccomp", "off"))).Code.ShouldBe(0);
        string[] lines = (await RunAsync(Shell(Script + "; grep Seccomp: /proc/self/status"))).Output.Split('\n');
        lines[^2].ShouldBe("Seccomp:\t0");
        // What the kernel itself says: an address that is none, not a refusal.
        int uring = Array.FindIndex(s_calls, call => call.Name == "io_uring_setup");
        int.Parse(lines[uring].Split(' ')[1], CultureInfo.InvariantCulture).ShouldBeOneOf(14, 22);
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["filter"], """{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 }] }""");
        (await ConfigureAsync(("seccomp", directory["filter"]))).Code.ShouldBe(0);
        (await RunAsync(Shell("mkdir /local/x; echo on"))).ShouldSatisfyAllConditions(
            run => run.Output.ShouldBe("on\n"),
            run => run.Errors.ShouldContain("No space left on device"));
    }

    [Fact]
    public async Task Capability_brings_the_calls_that_it_is_for()
    {
        (await ConfigureAsync(("allow_caps", new[] { "sys_ptrace", "sys_chroot" }))).Code.ShouldBe(0);
        const string calls = "perl -e '$! = 0; syscall(161, 0); print $! + 0, \"\\n\"; $! = 0; syscall(101, 16, 99999, 0, 0); print $! + 0, \"\\n\"; $! = 0; syscall(272, 0x10000000); print $! + 0, \"\\n\";'";
        // EFAULT and ESRCH: the kernel has looked at the arguments.
        (await RunAsync(Shell(calls, ("cap_add", new[] { "sys_ptrace", "sys_chroot" })))).Output.ShouldBe("14\n3\n1\n");
    }

    [Fact]
    public async Task Ordinary_programs_do_not_notice()
    {
        (string output, string errors, ExitResult result) = await RunAsync(Shell(
            "seq 1000 | sort -n | tail -1; mkdir -p /local/a/b; cp -r /local/a /local/c; find /local -type d | wc -l; (sleep 0.01 & wait); mkfifo /tmp/f; echo x > /tmp/f & read y < /tmp/f; echo $y; nice -n 5 true; timeout 5 true; date > /dev/null; df > /dev/null; echo end"));
        errors.ShouldBeEmpty();
        output.ShouldEndWith("x\nend\n");
        output.ShouldStartWith("1000\n");
        result.ExitCode.ShouldBe(0);
    }
}
