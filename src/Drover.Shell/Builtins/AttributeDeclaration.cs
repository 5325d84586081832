using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary>What <c>export</c> and <c>readonly</c> have in common.</summary>
internal static class AttributeDeclaration
{
    public static int Run(Interpreter shell, Builtin builtin, List<string> fields, VariableAttributes attribute)
    {
        bool removes = false, shows = false, functions = false;
        var declaration = new Declaration(shell, builtin);
        var options = new OptionScan(fields, shell.Environment.Has(ShellOptions.Posix) ? "pnf" : "pnfaA");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'p': shows = true; break;
                case 'n' when attribute == VariableAttributes.Exported: removes = true; break;
                case 'f': functions = true; break;
                case 'a': declaration.IsIndexed = true; break;
                case 'A': declaration.IsKeyed = true; break;
                default:
                    shell.Error($"{builtin.Name}: {options.Describe(option)}");
                    return shell.AbortUnlessInteractive(2);
            }
        }
        if (options.Index == fields.Count)
        {
            Show(shell, builtin.Name, attribute);
            return 0;
        }
        if (shows && shell.Environment.Has(ShellOptions.Posix))
        {
            Show(shell, builtin.Name, attribute);
            return 0;
        }
        if (removes) declaration.Remove = attribute;
        else declaration.Add = attribute;
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++)
            status |= functions ? DeclareFunction(shell, builtin, fields[i], attribute, removes) : declaration.Apply(fields[i]);
        return status == 0 ? 0 : shell.AbortUnlessInteractive(status);
    }

    private static int DeclareFunction(Interpreter shell, Builtin builtin, string name, VariableAttributes attribute, bool removes)
    {
        if (!shell.Environment.Functions.TryGet(name, out ShellFunction? function))
        {
            shell.Error($"{builtin.Name}: {name}: no such function");
            return 1;
        }
        if (attribute == VariableAttributes.Exported) shell.Environment.Variables.ExportFunction(name, removes ? null : ExportedFunctions.Write(function));
        else function.IsReadOnly = true;
        return 0;
    }

    private static void Show(Interpreter shell, string command, VariableAttributes attribute)
    {
        foreach (Variable variable in shell.Environment.Variables.All.Where(v => (v.Attributes & attribute) != 0).OrderBy(v => v.Name, StringComparer.Ordinal))
        {
            if (variable.Array is not null)
            {
                shell.Output.WriteLine(VariableText.Describe(variable));
                continue;
            }
            shell.Output.Write(command + " " + variable.Name);
            if (variable.Value is { } value) shell.Output.Write("=" + (value.Length == 0 ? "''" : ShellText.Quote(value)));
            shell.Output.Write('\n');
        }
    }
}
