using Drover.Testing;

namespace Drover.Shell.Tests.Interactive;

/// <summary>Startup files and what makes a shell interactive.</summary>
public sealed class StartupTests
{
    [Fact]
    public void Environment_file_is_read_in_posix_mode()
    {
        using var home = new TemporaryDirectory();
        File.WriteAllText(home["env"], "greeting=hello\n");
        using var shell = new InteractiveShell(posix: true, change: environment => environment.Set("ENV", "$WHERE/env").Set("WHERE", home.Path));
        shell.Run("echo $greeting $-").ShouldMatch("^hello [A-Za-z]*i[A-Za-z]*\n$");
    }

    [Fact]
    public void Own_startup_file_is_read_otherwise()
    {
        using var home = new TemporaryDirectory();
        File.WriteAllText(home[".droverrc"], "greeting=hello\nreturn\ngreeting=no\n");
        using var shell = new InteractiveShell(change: environment => environment.Set("HOME", home.Path));
        shell.Run("echo $greeting").ShouldBe("hello\n");
        using var without = new InteractiveShell(arguments: ["--norc"], change: environment => environment.Set("HOME", home.Path));
        without.Run("echo [$greeting]").ShouldBe("[]\n");
        using var other = new InteractiveShell(arguments: ["--rcfile", home[".droverrc"]]);
        other.Run("echo $greeting").ShouldBe("hello\n");
    }

    [Fact]
    public void Login_shell_reads_the_profile()
    {
        using var home = new TemporaryDirectory();
        File.WriteAllText(home[".profile"], "greeting=hello\nPS1='P> '\n");
        using var shell = new InteractiveShell(arguments: ["-l"], change: environment => environment.Set("HOME", home.Path));
        shell.Run("echo $greeting").ShouldBe("hello\n");
        using var without = new InteractiveShell(arguments: ["-l", "--noprofile"], change: environment => environment.Set("HOME", home.Path));
        without.Run("echo [$greeting]").ShouldBe("[]\n");
    }

    [Fact]
    public void Shell_without_a_terminal_is_interactive_if_asked()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["in"], "echo a $-\nfalse\nsleep 0 &\nwait\necho b\n");
        string output = Scripts.ShellRun.Of(directory.Path, "/bin/sh", "-c", $"PS1='P> ' setsid {Artifacts.Drover} sh --norc -i <in 2>err").Output;
        output.ShouldMatch("^a [A-Za-z]*i[A-Za-z]*\nb\n$");
        File.ReadAllText(directory["err"]).ShouldMatch(@"^P> P> P> \[1\] \d+\nP> P> P> $");
    }
}
