using System.Runtime.InteropServices;
using Drover.Engine.Signals;
using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Ending evaluations: cancellation, time, signals.</summary>
public sealed class InterruptionTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly EvalOptions s_shortGrace = new() { Grace = TimeSpan.FromMilliseconds(100) };

    public static TheoryData<string> Endless =>
    [
        "sleep 1000",
        "sleep 1000 | cat",
        "while :; do :; done",
        "while :; do /bin/true; done",
        "f() { sleep 1000; }; f",
        "x=$(sleep 1000)",
        "x=$(sleep 1000; :)",
        "(sleep 1000; :)",
        "sh -c 'trap \"\" TERM; sleep 1000; sleep 1000'",
        "sleep 1000 & wait",
        "for((;;)); do :; done",
        "read x",
        "cd /; echo /*/*/*/*/*/*/zzz*",
        "shopt -s globstar; cd /; echo **/**/zzz*/**/zzz*",
        "x=$(printf %030000d); [[ $x == *(*(*(0)))1 ]]",
        ": {1..9}{1..9}{1..9}{1..9}{1..9}{1..9}",
        "read x </dev/zero",
        "mapfile a </dev/zero",
        "x=$(</dev/zero)",
        ". /dev/zero",
        "[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa =~ ^(a+)+b$ ]]",
        "(( $(sleep 100) ))",
    ];

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Cancelling_ends_what_runs_and_the_session_goes_on(string text)
    {
        using var input = new EndlessStream();
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var cancellation = new CancellationTokenSource();
        Task<ShellResult> evaluation = session.EvalAsync($"echo begun; {text}; echo not reached >&2", s_shortGrace with { InputStream = input }, cancellation.Token);
        await Task.Delay(50);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => evaluation.WaitAsync(s_limit));
        ShellResult next = await session.EvalAsync("echo next").WaitAsync(s_limit);
        (next.Output, next.Error).ShouldBe(("next\n", ""));
    }

    [Theory]
    [InlineData("echo x >fifo")]
    [InlineData(": <fifo")]
    [InlineData("cat <fifo")]
    [InlineData("{ cat; } >fifo")]
    [InlineData("source ./fifo")]
    public async Task A_fifo_that_nobody_else_opens_holds_up_no_session(string text)
    {
        using var directory = new TemporaryDirectory();
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { WorkingDirectory = directory.Path });
        await session.EvalAsync("mkfifo fifo");
        ShellResult result = await session.EvalAsync($"{text}; echo not reached", s_shortGrace with { Timeout = TimeSpan.FromMilliseconds(300) }).WaitAsync(s_limit);
        (result.TimedOut, result.Output, result.ExitStatus).ShouldBe((true, "", 128 + Signal.TERM.Number));
        // Whoever comes later gets all of it: nobody of before still holds an end open.
        ShellResult next = await session.EvalAsync("echo later >fifo & cat fifo; wait").WaitAsync(s_limit);
        next.Output.ShouldStartWith("later\n");
    }

    [Fact]
    public async Task The_time_limit_ends_it_and_says_so()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("echo a; sleep 1000; echo b", new EvalOptions { Timeout = TimeSpan.FromMilliseconds(200) }).WaitAsync(s_limit);
        result.TimedOut.ShouldBeTrue();
        result.Output.ShouldBe("a\n");
        result.ExitStatus.ShouldBe(128 + Signal.TERM.Number);
        result.Duration.ShouldBeInRange(TimeSpan.FromMilliseconds(190), TimeSpan.FromSeconds(10));
        ShellResult inTime = await session.EvalAsync("echo c", new EvalOptions { Timeout = TimeSpan.FromSeconds(100) });
        (inTime.TimedOut, inTime.Output).ShouldBe((false, "c\n"));
    }

    [Fact]
    public async Task Descendants_that_ignore_the_request_are_ended_too()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var directory = new TemporaryDirectory();
        ShellResult result = await session.EvalAsync(
            $"sh -c 'trap \"\" TERM; sh -c \"echo \\$\\$ > {directory["pid"]}; sleep 1000; sleep 1000\"; sleep 1000'",
            s_shortGrace with { Timeout = TimeSpan.FromMilliseconds(500) }).WaitAsync(s_limit);
        result.TimedOut.ShouldBeTrue();
        int pid = int.Parse(await File.ReadAllTextAsync(directory["pid"]), System.Globalization.CultureInfo.InvariantCulture);
        ProcessTable.IsAlive(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Cancelling_before_it_began_never_begins_it()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        using var cancellation = new CancellationTokenSource();
        Task<ShellResult> running = session.EvalAsync("sleep 0.2; echo first");
        Task<ShellResult> queued = session.EvalAsync("echo second", cancellation: cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => queued);
        (await running).Output.ShouldBe("first\n");
    }

    [Theory]
    [InlineData("sleep 1000; echo not reached")]
    [InlineData("while :; do :; done; echo not reached")]
    [InlineData("sleep 1000 | cat; echo not reached")]
    public async Task Interrupting_abandons_the_list(string text)
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        Task<ShellResult> evaluation = session.EvalAsync("echo begun; " + text);
        await Task.Delay(50);
        await Eventually.IsTrueAsync(() =>
        {
            session.Interrupt();
            return evaluation.IsCompleted;
        });
        ShellResult result = await evaluation;
        result.ExitStatus.ShouldBe(130);
        result.Output.ShouldBe("begun\n");
    }

    [Fact]
    public async Task A_part_of_the_session_in_another_process_can_not_signal_the_host()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        // Were it sent, it would end this process.
        ShellResult result = await session.EvalAsync("{ kill -USR1 $$; echo $?; kill -USR1 -1; echo $?; (kill -USR1 $$); echo $?; } | cat").WaitAsync(s_limit);
        result.Output.ShouldBe("1\n1\n1\n");
        result.Error.ShouldContain($"kill: {Environment.ProcessId}: that is the program that the session runs in");
        (await session.EvalAsync("{ sleep 60 & kill $!; wait $!; echo $?; } | cat").WaitAsync(s_limit)).Output.ShouldBe("143\n");
    }

    [Fact]
    public async Task A_trap_takes_the_signal_that_the_session_gets_and_nothing_of_the_hosts_is_touched()
    {
        using var directory = new TemporaryDirectory();
        // The runtime catches it from when it is first needed, for another test perhaps, in the middle of this one.
        using var child = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => { });
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        string before = IgnoredAndCaught();
        await session.EvalAsync("trap 'echo caught' USR1; trap 'echo int' INT; trap '' TERM");
        IgnoredAndCaught().ShouldBe(before);
        Task<ShellResult> evaluation = session.EvalAsync($"sh -c 'trap \"exit 5\" USR1; echo ready; : >{directory["ready"]}; while :; do sleep 0.01; done'; echo $?");
        Eventually.IsTrue(() => File.Exists(directory["ready"]), s_limit, () => "not ready");
        session.Signal(Signal.USR1);
        (await evaluation.WaitAsync(s_limit)).Output.ShouldBe("ready\ncaught\n5\n");
        (await session.EvalAsync("kill -USR1 $$; kill -INT $$; kill $$; echo alive")).Output.ShouldBe("caught\nint\nalive\n");
        (await session.EvalAsync("grep SigIgn /proc/self/status")).Output.Trim().EndsWith("4000", StringComparison.Ordinal).ShouldBeTrue();
        (await session.EvalAsync("(trap; :) | cat")).Output.ShouldContain("trap -- '' SIGTERM");
    }

    private static string IgnoredAndCaught() =>
        string.Join('\n', File.ReadLines("/proc/self/status").Where(line => line.StartsWith("SigIgn", StringComparison.Ordinal) || line.StartsWith("SigCgt", StringComparison.Ordinal)));

    /// <summary>Never gives a byte until it is disposed or the reading is cancelled.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
