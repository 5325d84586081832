using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Two sessions in one process, and the process itself, see nothing of each other.</summary>
public sealed class IsolationTests
{
    [Fact]
    public async Task Directory_variables_functions_aliases_options_and_mask_are_the_sessions_own()
    {
        using var one = new TemporaryDirectory();
        using var two = new TemporaryDirectory();
        string here = Directory.GetCurrentDirectory();
        await using ShellSession first = await ShellHost.CreateSessionAsync(new SessionOptions { WorkingDirectory = one.Path });
        await using ShellSession second = await ShellHost.CreateSessionAsync(new SessionOptions { WorkingDirectory = two.Path, Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["ONLY"] = "second" } });
        await first.EvalAsync("mkdir sub; cd sub; export SHARED=1; f() { echo first; }; alias a='echo first'; set -f; umask 077; ulimit -n 100");
        (await second.EvalAsync("pwd; echo \"${SHARED-unset}\"; type f; alias; echo $-; umask; printenv ONLY")).Output
            .ShouldBe($"{two.Path}\nunset\nBm\n{Octal()}\nsecond\n");
        (await first.EvalAsync("pwd; /bin/pwd; echo $SHARED; f; a; umask; sh -c 'ulimit -n'; printenv ONLY")).Output
            .ShouldBe($"{one.Path}/sub\n{one.Path}/sub\n1\nfirst\nfirst\n0077\n100\n");
        Directory.GetCurrentDirectory().ShouldBe(here);
        Environment.GetEnvironmentVariable("SHARED").ShouldBeNull();
    }

    [Fact]
    public async Task The_mask_counts_for_built_ins_programs_and_subshells()
    {
        using var directory = new TemporaryDirectory();
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { WorkingDirectory = directory.Path });
        await session.EvalAsync("umask 007; : > built-in; touch program; (: > subshell; touch subshell2; :); umask 0; : > open; : >> open2");
        foreach (string name in (string[])["built-in", "program", "subshell", "subshell2"])
            File.GetUnixFileMode(directory[name]).ShouldBe((UnixFileMode)0b110_110_000, name);
        foreach (string name in (string[])["open", "open2"]) File.GetUnixFileMode(directory[name]).ShouldBe((UnixFileMode)0b110_110_110, name);
        string made = directory["of-host"];
        await File.WriteAllTextAsync(made, "");
        File.GetUnixFileMode(made).ShouldBe((UnixFileMode)(0b110_110_110 & ~Convert.ToInt32(Octal(), 8)));
    }

    [Fact]
    public async Task Relative_names_start_in_the_sessions_directory()
    {
        using var directory = new TemporaryDirectory();
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { WorkingDirectory = directory.Path });
        await session.EvalAsync("mkdir d; cd d; echo text > file; printf '#!/bin/sh\\necho script $1\\n' > s; chmod +x s");
        (await session.EvalAsync("cat file; ./s x; echo *; [ -f file ] && echo is; . ./file; cat < file | cat; (cat file; :)")).Output.ShouldBe("text\nscript x\nfile s\nis\ntext\ntext\n");
    }

    [Fact]
    public async Task Where_a_session_cannot_start_is_said()
    {
        var failure = await Should.ThrowAsync<DirectoryNotFoundException>(() => ShellHost.CreateSessionAsync(new SessionOptions { WorkingDirectory = "/no/such/place" }));
        failure.Message.ShouldContain("/no/such/place");
    }

    private static string Octal()
    {
        string line = File.ReadLines("/proc/self/status").Single(each => each.StartsWith("Umask:", StringComparison.Ordinal));
        return line[6..].Trim();
    }
}
