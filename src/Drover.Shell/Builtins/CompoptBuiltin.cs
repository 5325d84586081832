using Drover.Shell.Completions;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>compopt</c>: Changes the options of a completion; without a name, of the one that is being made.</summary>
internal sealed class CompoptBuiltin : Builtin
{
    public override string Name => "compopt";

    public override string Usage => "[-o option] [+o option] [-DEI] [name...]";

    public override string Summary => "Changes the options of a completion.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        CompletionOptions add = CompletionOptions.None, remove = CompletionOptions.None;
        var names = new List<string>();
        int i = 1;
        for (; i < fields.Count && fields[i].Length > 1 && fields[i][0] is '-' or '+'; i++)
        {
            if (fields[i] is "-D" or "-E" or "-I")
            {
                names.Add(fields[i]);
                continue;
            }
            if (fields[i] is not ("-o" or "+o")) return Misuse(shell, $"{fields[i]}: unknown option");
            bool adds = fields[i][0] == '-';
            if (++i == fields.Count) return Misuse(shell, "-o: an argument is missing");
            if (CompletionArguments.OptionOf(fields[i]) is not { } option) return Misuse(shell, $"{fields[i]}: no such option");
            if (adds) add |= option;
            else remove |= option;
        }
        names.AddRange(fields.Skip(i));
        if (names.Count == 0)
        {
            if (shell.Completions.Current is not { } current) return Failed(shell, "nothing is being completed");
            if (add == CompletionOptions.None && remove == CompletionOptions.None) shell.Output.WriteLine($"compopt {CompletionArguments.Describe(current.Options)}");
            current.Options = (current.Options | add) & ~remove;
            return 0;
        }
        int status = 0;
        foreach (string name in names)
        {
            if (shell.Completions[name] is { } spec)
            {
                if (add == CompletionOptions.None && remove == CompletionOptions.None) shell.Output.WriteLine($"compopt {CompletionArguments.Describe(spec.Options)} {name}");
                else spec.Options = (spec.Options | add) & ~remove;
            }
            else status = Failed(shell, $"{name}: nothing is known of its arguments");
        }
        return status;
    }
}
