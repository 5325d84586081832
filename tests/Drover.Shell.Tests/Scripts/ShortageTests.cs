using System.Text.RegularExpressions;
using Drover.Engine.Limits;
using Drover.Engine.Processes;
using Drover.Testing;

namespace Drover.Shell.Tests.Scripts;

/// <summary>No descriptor or no process is left: a message, nothing half-started, and the shell goes on.</summary>
public sealed class ShortageTests
{
    private const string Files = "Too many open files", Hint = " (the limit is that of 'ulimit -n')", NoLoop = "no process can be started: " + Files;
    private const ulong FewProcesses = 8;
    private const uint NobodyElse = 54321;

    public static TheoryData<string, string> CommandsThatNeedDescriptors => new()
    {
        { "echo hi | cat", NoLoop },
        { "x=$(cat f; echo)", NoLoop },
        { "x=$(/bin/cat f)", NoLoop },
        { "echo x >g", "g: " + Files },
        { "read x <f", "f: " + Files },
        { ": 2>&1 >&2", "1: " + Files },
        { "cat <<E\nhere\nE", "here-document: " + Files },
        { "cat <<<x", "here-string: " + Files },
        { "{ :; } <f", "f: " + Files },
        { "cat f &", NoLoop },
        { "(cat f; exit)", NoLoop },
        { "cat <(echo x)", NoLoop },
        { "source ./f", "source: " + Files },
        { "cat f", NoLoop },
    };

    [Theory]
    [MemberData(nameof(CommandsThatNeedDescriptors))]
    public void Command_without_descriptors_fails_and_the_next_one_runs(string command, string message) => ShellRun.Drover("-c", $"""
        echo text >f
        ulimit -Sn 4
        # line 3
        {command}
        [ $? -ne 0 ] && echo failed
        [ "$(jobs)" = "" ] && echo nothing
        ulimit -Sn 256
        cat f | cat
        """, "script").ShouldBe(new ShellRun(0, $"script: line 4: {message}\nfailed\nnothing\ntext\n"));

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Pipeline_starts_as_a_whole_or_not_at_all(int descriptors)
    {
        // Its descriptors grow by a pidfd with each stage: somewhere in the middle none is left.
        string stages = string.Concat(Enumerable.Repeat(" | cat", 40));
        ShellRun run = ShellRun.Drover("-c", $$"""
            ulimit -Sn {{descriptors}}
            sleep 1000{{stages}}
            echo $?
            ulimit -Sn 256
            wait
            read -r children </proc/$$/task/$$/children
            echo "left:$children"
            echo on | cat
            """, "script");
        run.Output.ShouldMatch(@"^script: line 2: .*Too many open files.*\n126\nleft:\non\n$");
        run.Status.ShouldBe(0);
    }

    [Fact]
    public void Processes_that_end_make_room_for_the_next() => AsSomebodyElse("""
        n=0
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            (exit $i) & n=$((n + 1))
        done
        wait
        echo $n $(echo x | cat)
        """).ShouldBe(new ShellRun(0, "20 x\n"));

    [Fact]
    public void Shell_without_processes_says_so_and_goes_on()
    {
        const string none = "could not start a process: Resource temporarily unavailable (the limit of processes is reached, see 'ulimit -u')\n";
        AsSomebodyElse("""
            while sleep 1000 & do :; done
            /bin/true
            echo program $?
            kill %1; wait %1
            { echo once >>ran; exec sleep 1000; } | { cat; exit; }
            echo pipeline $?
            kill $(jobs -p); wait
            read -r children </proc/$$/task/$$/children
            echo "left:$children"
            [ ! -e ran ] || cat ran
            """).Output.ShouldMatch($"^script: line 1: (/usr)?/bin/sleep: {Regex.Escape(none)}script: line 2: /bin/true: {Regex.Escape(none)}program 126\nscript: line 5: \\{{ cat; exit; \\}}: {Regex.Escape(none)}pipeline 126\nleft:\n(once\n)?$");
    }

    private static ShellRun AsSomebodyElse(string script)
    {
        Assert.SkipUnless(System.Environment.IsPrivilegedProcess, "only root can become the user whose processes are limited");
        using var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0x1FF);
        return ShellRun.Of(directory.Path, Artifacts.Drover, spec => spec with
        {
            Credentials = new Credentials(NobodyElse, NobodyElse, []),
            Limits = ResourceLimits.None.With(ResourceLimit.Processes, FewProcesses),
        }, "sh", "-c", script, "script");
    }
}
