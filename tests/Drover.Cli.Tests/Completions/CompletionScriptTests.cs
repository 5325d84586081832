using Drover.Cli.Completions;
using Drover.Testing;

namespace Drover.Cli.Tests.Completions;

public sealed class CompletionScriptTests
{
    private static readonly IReadOnlyList<CompletedVerb> Verbs = CompletedVerb.All();

    [Fact]
    public void Verbs_come_from_the_command_tree()
    {
        Verbs.Select(v => v.Name).ShouldContain("run");
        Verbs.Select(v => v.Name).ShouldNotContain("complete");
        CompletedVerb run = Verbs.Single(v => v.Name == "run");
        run.Options.Single(o => o.Names[0] == "--pty").Words.ShouldBe(["auto", "yes", "no"]);
        run.Options.Single(o => o.Names[0] == "--restart").Words.ShouldBe(["no", "on-failure", "always"]);
        run.Options.Single(o => o.Names[0] == "--detach").Kind.ShouldBe(ValueKind.None);
        run.Options.Single(o => o.Names[0] == "--cwd").Kind.ShouldBe(ValueKind.Directory);
        Verbs.Single(v => v.Name == "attach").Arguments.Single().Kind.ShouldBe(ValueKind.LiveRun);
        Verbs.Single(v => v.Name == "rm").Arguments.Single().Kind.ShouldBe(ValueKind.Run);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Shell_takes_the_script(string shell)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["script"], Script(shell));
        ProgramResult result = ProgramResult.Of(shell, "-n", directory["script"]);
        result.ShouldBe(new ProgramResult(0, "", ""));
    }

    [Theory]
    [InlineData("drover lo", "logs")]
    [InlineData("drover run --pty ", "auto yes no")]
    [InlineData("drover run --clear-e", "--clear-env")]
    [InlineData("drover signal ", "HUP INT QUIT KILL USR1 USR2 TERM CONT STOP TSTP WINCH")]
    [InlineData("drover signal HUP ", "run-a run-b")]
    [InlineData("drover logs --tail 5 ", "run-a run-b")]
    [InlineData("drover completion z", "zsh")]
    [InlineData("drover nom", "nomad")]
    [InlineData("drover ser", "serve")]
    [InlineData("drover serve --on-exit ", "stop leave drain")]
    [InlineData("drover task ", "list add show run stop queue approve logs history")]
    [InlineData("drover nomad ", "try install doctor")]
    [InlineData("drover nomad install --plug", "--plugin-dir --plugin")]
    public void Bash_completes(string line, string candidates)
    {
        string words = string.Join(' ', line.Split(' ').Select(word => $"'{word}'"));
        string test = $"drover() {{ echo run-a; echo run-b; }}\n{Script("bash")}\nCOMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); _drover; echo \"${{COMPREPLY[*]}}\"";
        ProgramResult.Of("bash", "--norc", "-c", test).ShouldBe(new ProgramResult(0, candidates + "\n", ""));
    }

    [Fact]
    public void Fish_completes()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["drover.fish"], Script("fish"));
        ProgramResult result = ProgramResult.Of("fish", "--no-config", "-c", $"source {directory["drover.fish"]}; complete -C 'drover run --clear-e'; complete -C 'drover completion '");
        result.Output.ShouldBe("--clear-env\tBegin with an empty environment.\nbash\nfish\nzsh\n");
    }

    [Fact]
    public void Zsh_takes_the_definition()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["_drover"], Script("zsh"));
        ProgramResult result = ProgramResult.Of("zsh", "-f", "-c", $"autoload -Uz compinit; compinit -D -u; source {directory["_drover"]}; print $_comps[drover]");
        result.ShouldBe(new ProgramResult(0, "_drover\n", ""));
    }

    private static string Script(string shell) => shell switch
    {
        "bash" => BashScript.Of(Verbs),
        "zsh" => ZshScript.Of(Verbs),
        _ => FishScript.Of(Verbs),
    };
}
