using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>unset</c>: Forgets variables or functions.</summary>
internal sealed class UnsetBuiltin : Builtin
{
    public override string Name => "unset";

    public override string Usage => "[-fv] name...";

    public override string Summary => "Forgets variables or functions.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool functions = false, variables = false;
        var options = new OptionScan(fields, "fv");
        while (options.Next() is var option && option != '\0')
        {
            if (option == 'f') functions = true;
            else if (option == 'v') variables = true;
            else return Misuse(shell, options.Describe(option));
        }
        for (int i = options.Index; i < fields.Count; i++)
        {
            string name = fields[i];
            if (functions)
            {
                if (shell.Environment.Functions.TryGet(name, out ShellFunction? function) && function.IsReadOnly) throw new ShellErrorException($"{Name}: {name}: readonly function");
                shell.Environment.Functions.Remove(name);
                continue;
            }
            int bracket = name.IndexOf('[', StringComparison.Ordinal);
            if (bracket > 0 && name.EndsWith(']') && ShellText.IsName(name.AsSpan(0, bracket)))
            {
                UnsetElement(shell, name[..bracket], name[(bracket + 1)..^1]);
                continue;
            }
            if (!ShellText.IsName(name)) return Misuse(shell, $"{name}: not a valid name");
            if (shell.Environment.Variables.Find(name) is null && !variables && !shell.Environment.Has(ShellOptions.Posix)) shell.Environment.Functions.Remove(name);
            else shell.Environment.Variables.Unset(name);
        }
        return 0;
    }

    private static void UnsetElement(Interpreter shell, string name, string subscript)
    {
        Variable? variable = shell.Environment.Variables.Find(name);
        if (variable?.Array is null) return;
        ShellArray array = shell.Environment.Variables.ForWriting(name).Array!;
        if (array.IsAssociative) array.Remove(subscript);
        else array.Remove(shell.Arithmetic.Evaluate(subscript));
    }
}
