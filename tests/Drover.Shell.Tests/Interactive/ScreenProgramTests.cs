namespace Drover.Shell.Tests.Interactive;

/// <summary>Programs that draw on the whole screen, stopped and continued.</summary>
public sealed class ScreenProgramTests
{
    private static string? NoVim => File.Exists("/usr/bin/vim") || File.Exists("/usr/bin/vim.tiny") ? null : "vim is not installed";

    [Fact]
    public void Less_goes_on_where_it_was_stopped()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/less"), "less is not installed");
        using var shell = new InteractiveShell(terminal: "xterm", arguments: ["--norc"]);
        File.WriteAllLines(shell.Directory["text"], Enumerable.Range(1, 200).Select(i => $"line-{i}"));
        shell.Type("less text\n");
        shell.WaitForText("line-20");
        shell.Press("\x1a").ShouldContain("[1] + Stopped (SIGTSTP) less text\n");
        // The shell has its modes: what is typed is echoed and read by lines.
        shell.Run("stty -a | grep -o -e '-*icanon'").ShouldBe("icanon\n");
        shell.Type("fg\n");
        shell.WaitForText("line-20");
        shell.Type(" ");
        shell.WaitForText("line-40");
        shell.Press("q");
        shell.Run("jobs; echo $?").ShouldBe("0\n");
    }

    [Fact]
    public void Vim_keeps_its_text_when_it_is_stopped()
    {
        Assert.SkipWhen(NoVim is not null, NoVim ?? "");
        string vim = File.Exists("/usr/bin/vim.tiny") ? "vim.tiny" : "vim";
        using var shell = new InteractiveShell(terminal: "xterm", arguments: ["--norc"]);
        shell.Type($"{vim} -u NONE -N text\n");
        shell.WaitForText("[New]");
        shell.Type("ihello world\x1b");
        shell.WaitForText("hello world");
        shell.Press("\x1a").ShouldContain("Stopped (SIGTSTP)");
        shell.Run("stty -a | grep -o -e '-*icanon'").ShouldBe("icanon\n");
        shell.Type("fg\n");
        shell.WaitForText("hello world");
        shell.Resize(100, 30);
        shell.Type(":wq\r");
        shell.WaitForPrompt();
        shell.Run("cat text; echo $? $COLUMNS").ShouldBe("hello world\n0 100\n");
    }
}
