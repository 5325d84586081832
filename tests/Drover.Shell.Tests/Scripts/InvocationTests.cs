using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Shell.Tests.Scripts;

/// <summary>The shell as a program: its arguments, statuses and messages.</summary>
public sealed class InvocationTests
{
    [Fact]
    public void Command_string_gets_name_and_parameters() =>
        ShellRun.Sh("-c", "echo \"$0\" \"$1\" $#", "name", "a b", "c").ShouldBe(new ShellRun(0, "name a b 2\n"));

    [Fact]
    public void Programs_and_built_ins_work_together() =>
        ShellRun.Drover("-c", "echo hi; printf 'b\\na\\n' | sort; x=1; echo $x").ShouldBe(new ShellRun(0, "hi\na\nb\n1\n"));

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("false", 1)]
    [InlineData("no_such_command_at_all 2>/dev/null", 127)]
    [InlineData("./ 2>/dev/null", 126)]
    [InlineData("kill -s KILL $$", 128 + 9)]
    [InlineData("if", 2)]
    public void Exit_status_is_that_of_posix(string command, int status) => ShellRun.Sh("-c", command).Status.ShouldBe(status);

    [Fact]
    public void Message_says_where_and_what() =>
        ShellRun.Sh("-c", ":\n:\nno_such_command_at_all", "script").Output.ShouldBe("script: line 3: no_such_command_at_all: not found\n");

    [Fact]
    public void Missing_script_is_127() => ShellRun.Sh("./missing").Status.ShouldBe(127);

    [Theory]
    [InlineData("(exit 3); echo $?; sh -c 'exit 4'; echo $?; x=$(exit 5); echo $?; : | (exit 2); echo $?", "3\n4\n5\n2\n")]
    [InlineData("grep -c '^SigIgn.*1....$' /proc/self/status", "0\n")]
    public void Ignored_sigchld_at_the_start_loses_no_status(string script, string output) =>
        ShellRun.Of(Path.GetTempPath(), Artifacts.Drover, spec => spec with { IgnoredSignals = SignalSet.Of(Signal.CHLD) }, "sh", "-c", script + "\n:").Output.ShouldBe(output);

    [Fact]
    public void Script_from_a_pipe_without_blocking_is_read_to_its_end()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        OwnNumbers.SetBlocking(read.Number, false);
        using (read)
        using (write)
        {
            // What comes late, in the middle of a word.
            Task late = Task.Run(async () =>
            {
                foreach (string part in (string[])["echo on", "e; ec", "ho two\n", "exit 3"])
                {
                    await Task.Delay(30);
                    write.WriteAll(Encoding.ASCII.GetBytes(part));
                }
                write.Dispose();
            });
            ShellRun.Of(Path.GetTempPath(), Artifacts.Drover, spec => spec with { Redirections = spec.Redirections.SetItem(0, Redirection.Descriptor(0, read)) }, "sh").ShouldBe(new ShellRun(3, "one\ntwo\n"));
            late.IsCompletedSuccessfully.ShouldBeTrue();
        }
    }

    [Fact]
    public void Trap_runs_before_the_next_command() =>
        ShellRun.Sh("-c", "trap 'echo caught' USR1; kill -s USR1 $$; echo on").ShouldBe(new ShellRun(0, "caught\non\n"));

    [Theory]
    [InlineData("trap 'echo \"at the end: $BASH_COMMAND\"' EXIT; false /no1", "at the end: false /no1\n", 1)]
    [InlineData("trap 'echo \"caught: $BASH_COMMAND\"' USR1; kill -s USR1 $$; echo on", "caught: kill -s USR1 $$\non\n", 0)]
    public void Trap_knows_the_command_before(string command, string output, int status) => ShellRun.Drover("-c", command).ShouldBe(new ShellRun(status, output));

    [Fact]
    public void End_by_a_signal_is_said() =>
        ShellRun.Drover("-c", ":\nsh -c 'kill -s SEGV $$'; echo $?; sh -c 'kill -s INT $$'; sh -c 'kill -s PIPE $$'; sh -c 'kill -s KILL $$'; :", "script").Output
            .ShouldMatch(@"^script: line 2: Segmentation fault[^:]*: sh -c 'kill -s SEGV \$\$'\n139\nscript: line 2: Killed: sh -c 'kill -s KILL \$\$'\n$");

    [Fact]
    public void Bytes_that_are_no_text_survive() =>
        ShellRun.Sh("-c", "x=$(printf '\\377\\376'); printf %s \"$x\" | od -An -tx1 | tr -d ' \\n'").ShouldBe(new ShellRun(0, "fffe"));

    [Fact]
    public void Substitution_of_built_ins_starts_no_process() =>
        ShellRun.Sh("-c", "[ $$ = $(read -r pid rest </proc/self/stat; echo $pid) ] && (read -r pid rest </proc/self/stat; [ $$ = $pid ])").ShouldBe(new ShellRun(0, ""));

    [Fact]
    public void Written_error_makes_a_built_in_fail() => ShellRun.Sh("-c", "echo x >/dev/full", "script").ShouldBe(new ShellRun(1, "script: line 1: echo: write error: No space left on device\n"));
}
