using Drover.Engine.Processes;
using Drover.Shell.Tests.Scripts;
using Drover.Testing;

namespace Drover.Shell.Tests.Interactive;

/// <summary><c>bind</c> and inputrc files.</summary>
public sealed class BindTests : IDisposable
{
    private const string Terminal = "xterm-256color";

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Inputrc_is_read_before_the_first_line()
    {
        File.WriteAllText(_home[".inputrc"], """
            "\C-o": "echo from \"macro\""
            "\C-t": kill-whole-line
            $if term=xterm
            $include more
            $endif
            "\C-b": nothing-of-the-kind
            set completion-ignore-case on
            """);
        File.WriteAllText(_home["more"], "\"\\eq\": \"echo in\"\n");
        using var shell = new InteractiveShell(terminal: Terminal, change: WithHome, arguments: ["--norc"], waits: false);
        shell.WaitForText("P>");
        // Relative names are those of the working directory, as readline has them.
        shell.Screen.ShouldNotContain("more");
        shell.Screen.ShouldContain($"{_home[".inputrc"]}: line 6: nothing-of-the-kind: there is no such function\n");
        shell.Press("no\x14\x0f\r").ShouldEndWith("\nfrom macro\n");
        shell.Run("cp " + _home["more"] + " .; bind -f " + _home[".inputrc"]).ShouldNotContain("more:");
        shell.Press("\eqcluded\r").ShouldEndWith("\nincluded\n");
        File.WriteAllText(_home["third"], "\"\\ew\": \"echo third\"\n");
        shell.Run($"bind '$include {_home["third"]}' '$include away'; echo $?").ShouldBe("0\n");
        shell.Press("\ew\r").ShouldEndWith("\nthird\n");
        shell.Run("> Upper; bind -q kill-whole-line").ShouldBe("kill-whole-line can be invoked via \"\\C-t\".\n");
        shell.Type("echo upp\t");
        shell.WaitForText("echo Upper");
    }

    [Fact]
    public void Inputrc_of_the_variable_comes_first_and_of_a_shell_without_a_user_never()
    {
        File.WriteAllText(_home[".inputrc"], "wrong\n");
        File.WriteAllText(_home["other"], "\"\\C-o\": \"echo other\"\n");
        using var shell = new InteractiveShell(terminal: Terminal, change: all => WithHome(all).Set("INPUTRC", _home["other"]));
        shell.Press("\x0f\r").ShouldEndWith("\nother\n");
        shell.Screen.ShouldNotContain("wrong");
        ShellRun.Drover("-c", $"HOME={_home.Path}; bind '\"\\C-x\": kill-line' && bind -l; echo $?; type bind; compgen -b bin")
            .ShouldBe(new ShellRun(0, "sh: line 1: bind: warning: line editing not enabled\nsh: line 1: bind: warning: line editing not enabled\n0\nbind is a shell builtin\nbind\n"));
        ShellRun.Drover("-c", "bind -Z 2>/dev/null; echo $?").Output.ShouldBe("2\n");
    }

    [Fact]
    public void Key_runs_a_command_that_changes_the_line()
    {
        File.WriteAllText(_home[".droverrc"], """
            bind -x '"\C-t": stty -a > modes; READLINE_LINE="echo [$READLINE_LINE]$READLINE_POINT \$?"; READLINE_POINT=5; false'
            bind -x '"\C-o": sleep 100'
            bind -x '"\C-b": exit 7'
            """);
        using var shell = new InteractiveShell(terminal: Terminal, change: all => WithHome(all).Set("LANG", "C.UTF-8"));
        shell.Run("(exit 5)");
        shell.Type("öne\x14");
        shell.WaitForText("echo [öne]3 $?");
        shell.Press("ä\r").ShouldEndWith("\nä[öne]3 5\n");
        shell.Run("echo [$READLINE_LINE$READLINE_POINT]").ShouldBe("[]\n");
        File.ReadAllText(shell.Directory["modes"]).ShouldContain(" icanon ");
        shell.Type("echo kept\x0f");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep" && process.Pid == shell.Foreground));
        shell.Type("\x03");
        shell.WaitForText("echo kept");
        shell.Press("\r").ShouldEndWith("\nkept\n");
        shell.Run("echo $?").ShouldBe("0\n");
        shell.Type("\x02");
        shell.WaitForEnd().ExitStatus.ShouldBe(7);
    }

    [Fact]
    public void Command_of_a_key_sees_the_line_in_its_environment_whatever_the_user_has_set()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("readonly READLINE_LINE=own; declare -n READLINE_MARK=nothing; declare -i READLINE_POINT=7");
        shell.Run("bind -x '\"\\C-t\": env | grep ^READLINE | sort' -x '\"\\C-o\": READLINE_LINE=\"echo longer\"; READLINE_POINT=none' -x '\"\\C-b\": READLINE_MARK=2; unset READLINE_POINT'");
        shell.Type("xyz\x14");
        shell.WaitForText("READLINE_LINE=xyz\nREADLINE_MARK=0\nREADLINE_POINT=3\nP> xyz");
        shell.Type("\x01\e4\x14");
        shell.WaitForText("READLINE_ARGUMENT=4\nREADLINE_LINE=xyz\nREADLINE_MARK=0\nREADLINE_POINT=0\nP> xyz");
        // Without a number the cursor is behind a line that was changed, and else where it was.
        shell.Press("\x0f:\r").ShouldEndWith("\nlonger:\n");
        shell.Press("cho here\x01\u0002e\r").ShouldEndWith("\nhere\n");
        shell.Press("eco a\u0002\u0018\u0018h\r").ShouldEndWith("\na\n");
        shell.Run("echo $READLINE_LINE $READLINE_POINT").ShouldBe("own 7\n");
    }

    [Theory]
    [InlineData("exec 0</dev/null", true)]
    [InlineData("exec 0<&-", true)]
    [InlineData("exec 2>/dev/null", false)]
    public void Command_of_a_key_may_replace_the_terminal(string command, bool ends)
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("bind -x '\"\\C-t\": " + command + "'");
        shell.Type(ends ? "abc\x14" : "exit 3\x14\r");
        shell.WaitForEnd().ExitStatus.ShouldBe(ends ? 0 : 3);
        shell.Sent.ShouldNotContain("mistake in drover");
    }

    [Fact]
    public void Trap_or_completion_may_replace_the_terminal()
    {
        foreach (string terminal in (string[])[Terminal, "dumb"])
        {
            using var shell = new InteractiveShell(terminal: terminal);
            shell.Run("trap 'exec 0</dev/null' USR1");
            shell.Type("abc");
            shell.WaitForText("abc");
            shell.Signal(Engine.Signals.Signal.USR1);
            shell.WaitForEnd().ExitStatus.ShouldBe(0);
        }
        using (var shell = new InteractiveShell(terminal: Terminal))
        {
            shell.Run("f() { exec 0</dev/null; COMPREPLY=(foo); }; complete -F f g");
            shell.Type("g \t");
            shell.WaitForEnd().ExitStatus.ShouldBe(0);
        }
    }

    [Fact]
    public void Interrupt_ends_the_reading_of_what_has_no_end()
    {
        Directory.CreateDirectory(_home["d"]);
        ShellRun.Drover("-c", "mkfifo " + _home["fifo"]).ShouldBe(new ShellRun(0, ""));
        using var shell = new InteractiveShell(terminal: Terminal, arguments: ["--norc"], change: all => WithHome(all).Set("INPUTRC", _home["fifo"]), waits: false);
        shell.WaitFor(() => IsOpening(shell.Pid));
        shell.Press("\x03");
        shell.Type("bind -f " + _home["fifo"] + "\r");
        shell.WaitFor(() => IsOpening(shell.Pid));
        shell.Press("\x03");
        shell.Run("echo $?").ShouldBe("130\n");
        shell.Run("bind -f <(echo '\"\\C-o\": \"echo piped\"'); bind -f /dev/zero; bind -f " + _home["d"]).ShouldBe($"sh: bind: /dev/zero: File too large\nsh: bind: {_home["d"]}: Is a directory\n");
        shell.Press("\x0f\r").ShouldEndWith("\npiped\n");

        // openat(2)
        static bool IsOpening(int pid) => File.ReadAllText($"/proc/{pid}/syscall").StartsWith("257 ", StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupt_ends_the_macro_that_runs_commands()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("bind -x '\"\\C-o\": sleep 100'; bind '\"\\C-t\": \"a\\C-ob\\C-o\"'");
        shell.Type("echo \x14");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep" && process.Pid == shell.Foreground));
        shell.Type("\x03");
        shell.WaitForText("echo a");
        shell.Press("c\r").ShouldEndWith("\nac\n");
    }

    [Fact]
    public void Bytes_that_are_no_text_stay_what_they_are()
    {
        File.WriteAllBytes(_home["rc"], [.. "\"\\C-o\": \"echo ä"u8, 0xFF, 0xC3, .. " | od -An -tx1\"\n"u8]);
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run($"bind -f {_home["rc"]}; bind -s | od -An -tx1 | head -n 1").ShouldBe(" 22 5c 43 2d 6f 22 3a 20 22 65 63 68 6f 20 c3 a4\n");
        shell.Press("\x0f\r").ShouldEndWith("\n c3 a4 ff c3 0a\n");
        shell.Run("bind -x $'\"\\C-t\": printf %s \\xff | od -An -tx1'");
        shell.Type("\x14");
        shell.WaitForText(" ff\n");
    }

    [Fact]
    public void Line_of_the_history_with_a_NUL_is_in_the_environment_without_it()
    {
        File.WriteAllText(_home["history"], "echo a\0b\n");
        using var shell = new InteractiveShell(terminal: Terminal, change: all => all.Set("HISTFILE", _home["history"]));
        shell.Run("bind -x '\"\\C-t\": env | grep ^READLINE_[LP] | sort'");
        shell.Type("\x10\x10\x14");
        shell.WaitForText("READLINE_LINE=echo ab\nREADLINE_POINT=7\nP> echo ab");
    }

    [Fact]
    public void Command_of_a_key_may_change_the_mode()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("bind -x '\"\\C-t\": set -o vi'");
        shell.Type("cho mode\x14");
        shell.WaitForText("cho mode");
        shell.Press("\e0ie\r").ShouldEndWith("\nmode\n");
    }

    [Fact]
    public void Keys_are_bound_listed_and_unbound_at_the_prompt()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("bind '\"\\C-o\": \"text\"' '\"\\C-t\": upcase-word' 'set bell-style none'; bind -x '\"\\C-b\": date'; echo $?").ShouldBe("0\n");
        shell.Run("bind -s; bind -S; bind -X; bind -v | grep bell-style; bind -V | grep bell-style").ShouldBe("\"\\C-o\": \"text\"\n\\C-o outputs text\n\"\\C-b\": date\nset bell-style none\nbell-style is set to `none'\n");
        shell.Run("bind -p | grep upcase; bind -P | grep upcase; bind -l | grep upcase").ShouldBe("\"\\C-t\": upcase-word\n\"\\eu\": upcase-word\nupcase-word can be found on \"\\C-t\", \"\\eu\".\nupcase-word\n");
        shell.Run("bind -u upcase-word; bind -q upcase-word; echo $?; bind -r '\\C-o'; bind -s").ShouldBe("upcase-word is not bound to any keys.\n1\n");
        shell.Run("bind -m vi-command '\"gg\": end-of-line'; bind -m vi -p | grep -v '#'").ShouldBe("\"gg\": end-of-line\n");
        shell.Run("bind '\"x\": nope'; bind -q nope; bind -m qwerty -l; bind -f away; echo $?").ShouldBe(
            "sh: bind: nope: there is no such function\nsh: bind: nope: there is no such function; bind -l lists them\nsh: bind: qwerty: there is no such keymap\nsh: bind: away: No such file or directory\n1\n");
    }

    [Fact]
    public void Editing_mode_is_the_option_of_the_shell()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("bind 'set editing-mode vi' '\"jk\": vi-movement-mode'; set -o | grep -w vi").ShouldContain("on\n");
        shell.Press("echo one twojkbdwi-\r").ShouldEndWith("\none-\n");
        shell.Run("set -o emacs; bind -v | grep mode").ShouldContain("set editing-mode emacs\n");
        shell.Press("cho emacs\x01" + "e\r").ShouldEndWith("\nemacs\n");
    }

    [Fact]
    public void Blank_puts_former_commands_in_and_settings_are_read_again()
    {
        File.WriteAllText(_home[".inputrc"], "Space: magic-space\n\"\\C-o\": re-read-init-file\n");
        using var shell = new InteractiveShell(terminal: Terminal, change: WithHome);
        shell.Run("echo former");
        shell.Type("!! x");
        shell.WaitForText("echo former x");
        shell.Press("\r").ShouldEndWith("\nformer x\n");
        File.WriteAllText(_home[".inputrc"], "\"\\C-t\": \"echo again\"\nbad\n");
        shell.Type("\x0f");
        shell.WaitForText("line 2: bad: the colon behind the keys is missing\n");
        shell.Press("\x14\r").ShouldEndWith("\nagain\n");
    }

    private ProcessEnvironment WithHome(ProcessEnvironment environment) => environment.Set("HOME", _home.Path).Remove("INPUTRC");
}
