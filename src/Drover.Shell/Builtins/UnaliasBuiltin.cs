using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>unalias</c>: Forgets aliases.</summary>
internal sealed class UnaliasBuiltin : Builtin
{
    public override string Name => "unalias";

    public override string Usage => "-a | name...";

    public override string Summary => "Forgets aliases.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        var options = new OptionScan(fields, "a");
        bool all = false;
        while (options.Next() is var option && option != '\0')
        {
            if (option != 'a') return Misuse(shell, options.Describe(option));
            all = true;
        }
        if (all)
        {
            shell.Environment.Aliases.Clear();
            return 0;
        }
        if (options.Index == fields.Count) return Misuse(shell, "a name is missing");
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++)
            if (!shell.Environment.Aliases.Remove(fields[i])) status = Failed(shell, $"{fields[i]}: no such alias");
        return status;
    }
}
