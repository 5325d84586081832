using Drover.Shell.Completions;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>compgen</c>: Shows what a word can become.</summary>
internal sealed class CompgenBuiltin : Builtin
{
    public override string Name => "compgen";

    public override string Usage => "[-abcdefgjksuv] [-o option] [-A action] [-G glob] [-W words] [-F function] [-C command] [-X filter] [-P prefix] [-S suffix] [word]";

    public override string Summary => "Shows what a word can become.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        var spec = new CompletionSpec();
        var options = new OptionScan(fields, CompletionArguments.Letters);
        while (options.Next() is var option && option != '\0')
        {
            if (option is '?' or ':') return Misuse(shell, options.Describe(option));
            if (CompletionArguments.Take(spec, option, options.Argument) is { } mistake) return Misuse(shell, mistake);
        }
        if (fields.Count > options.Index + 1) return Misuse(shell, "too many operands");
        string word = options.Index < fields.Count ? fields[options.Index] : "";
        var request = new CompletionRequest { Line = "compgen " + word, Point = 8 + word.Length, Words = ["compgen", word], Index = 1, Word = word };
        List<string> found = new CompletionGenerator(shell).Generate(spec, request);
        if (shell.Flow != Flow.None) return shell.Environment.LastStatus;
        if (found.Count == 0 && (spec.Options & (CompletionOptions.Default | CompletionOptions.BashDefault)) != 0)
            found = new CompletionGenerator(shell).Generate(new CompletionSpec { Actions = ["file"] }, request);
        foreach (string text in found) shell.Output.WriteLine(text);
        return found.Count > 0 ? 0 : 1;
    }
}
