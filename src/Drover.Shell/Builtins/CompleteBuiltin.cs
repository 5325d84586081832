using Drover.Shell.Completions;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>complete</c>: Says how the arguments of commands are completed.</summary>
internal sealed class CompleteBuiltin : Builtin
{
    public override string Name => "complete";

    public override string Usage => "[-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G glob] [-W words] [-F function] [-C command] [-X filter] [-P prefix] [-S suffix] [name...]";

    public override string Summary => "Says how the arguments of commands are completed.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        var spec = new CompletionSpec();
        var names = new List<string>();
        bool shows = fields.Count == 1, removes = false;
        var options = new OptionScan(fields, CompletionArguments.Letters + "prDEI");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'p': shows = true; break;
                case 'r': removes = true; break;
                case 'D' or 'E' or 'I': names.Add("-" + option); break;
                case '?' or ':': return Misuse(shell, options.Describe(option));
                default:
                    if (CompletionArguments.Take(spec, option, options.Argument) is { } mistake) return Misuse(shell, mistake);
                    break;
            }
        }
        names.AddRange(fields.Skip(options.Index));
        if (shows) return Show(shell, names);
        if (removes) return Remove(shell, names);
        if (names.Count == 0) return Misuse(shell, "the name of a command is missing");
        foreach (string name in names) shell.Completions.Set(name, spec with { Actions = [.. spec.Actions] });
        return 0;
    }

    private int Show(Interpreter shell, List<string> names)
    {
        if (names.Count == 0)
        {
            foreach ((string name, CompletionSpec spec) in shell.Completions.All) shell.Output.WriteLine($"{spec.Describe()} {Shown(name)}");
            return 0;
        }
        int status = 0;
        foreach (string name in names)
        {
            if (shell.Completions[name] is { } spec) shell.Output.WriteLine($"{spec.Describe()} {Shown(name)}");
            else status = Failed(shell, $"{name}: nothing is known of its arguments");
        }
        return status;
    }

    private int Remove(Interpreter shell, List<string> names)
    {
        if (names.Count == 0) shell.Completions.Clear();
        int status = 0;
        foreach (string name in names)
            if (!shell.Completions.Remove(name)) status = Failed(shell, $"{name}: nothing is known of its arguments");
        return status;
    }

    private static string Shown(string name) => name is CompletionTable.Default or CompletionTable.Empty or CompletionTable.Initial ? name : ShellText.Quote(name);
}
