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
        bool functions = false, variables = false, references = false;
        var options = new OptionScan(fields, shell.Environment.Has(ShellOptions.Posix) ? "fv" : "fvn");
        while (options.Next() is var option && option != '\0')
        {
            if (option == 'f') functions = true;
            else if (option == 'v') variables = true;
            else if (option == 'n') references = true;
            else return Misuse(shell, options.Describe(option));
        }
        for (int i = options.Index; i < fields.Count; i++)
        {
            string name = fields[i];
            if (functions)
            {
                if (shell.Environment.Functions.TryGet(name, out ShellFunction? function) && function.IsReadOnly) throw new ShellErrorException($"{Name}: {name}: readonly function");
                shell.Environment.Functions.Remove(name);
                shell.Environment.Variables.ExportFunction(name, null);
                continue;
            }
            if (references)
            {
                shell.Unset(name);
                continue;
            }
            if (ShellText.IsName(name)) name = shell.Environment.Variables.Resolve(name);
            if (!shell.Environment.Has(ShellOptions.Posix) && ElementName.TrySplit(name, out string array, out string subscript))
            {
                UnsetElement(shell, shell.Environment.Variables.Resolve(array), subscript);
                continue;
            }
            if (!ShellText.IsName(name)) return Misuse(shell, $"{name}: not a valid name");
            if (shell.Environment.Variables.Find(name) is null && !variables && !shell.Environment.Has(ShellOptions.Posix))
            {
                shell.Environment.Functions.Remove(name);
                shell.Environment.Variables.ExportFunction(name, null);
            }
            else shell.Unset(name);
        }
        return 0;
    }

    private static void UnsetElement(Interpreter shell, string name, string subscript)
    {
        Variable? variable = shell.Environment.Variables.Find(name);
        if (variable is null) return;
        if (variable.Array is null)
        {
            if (shell.IndexOf(subscript) != 0) throw new ShellErrorException($"unset: {name}: not an array");
            shell.Unset(name);
            return;
        }
        ShellArray array = shell.Environment.Variables.ForWriting(name).Array!;
        if (subscript is "@" or "*" && !array.IsAssociative) array.Clear();
        else if (array.IsAssociative) array.Remove(shell.KeyOf(array, subscript));
        else array.Remove(shell.IndexOf(subscript));
    }
}
