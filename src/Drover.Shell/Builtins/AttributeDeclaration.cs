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
            if (functions) ShowFunctions(shell, attribute);
            else Show(shell, builtin.Name, attribute);
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
            status |= functions ? DeclareFunction(shell, builtin, fields[i], declaration.Add, declaration.Remove) : declaration.Apply(fields[i]);
        return status == 0 ? 0 : shell.AbortUnlessInteractive(status);
    }

    /// <summary>Gives a function attributes, or takes the exported one; 0, or 1 after having said why not.</summary>
    public static int DeclareFunction(Interpreter shell, Builtin builtin, string name, VariableAttributes add, VariableAttributes remove)
    {
        if (!shell.Environment.Functions.TryGet(name, out ShellFunction? function))
        {
            shell.Error($"{builtin.Name}: {name}: no such function");
            return 1;
        }
        if (((add | remove) & VariableAttributes.Exported) != 0)
            shell.Environment.Variables.ExportFunction(name, (remove & VariableAttributes.Exported) != 0 ? null : ExportedFunctions.Write(function));
        if ((add & VariableAttributes.ReadOnly) != 0) function.IsReadOnly = true;
        if (((add | remove) & VariableAttributes.Traced) != 0) function.IsTraced = (add & VariableAttributes.Traced) != 0;
        return 0;
    }

    private static void ShowFunctions(Interpreter shell, VariableAttributes attribute)
    {
        foreach ((string name, ShellFunction function) in shell.Environment.Functions.Items.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            bool isExported = shell.Environment.Variables.IsFunctionExported(name);
            if (!(attribute == VariableAttributes.Exported ? isExported : function.IsReadOnly)) continue;
            shell.Output.WriteLine(function.Describe());
            shell.Output.WriteLine($"declare -f{(function.IsReadOnly ? "r" : "")}{(isExported ? "x" : "")} {name}");
        }
    }

    private static void Show(Interpreter shell, string command, VariableAttributes attribute)
    {
        foreach (Variable variable in shell.Environment.Variables.All.Where(v => (v.Attributes & attribute) != 0).OrderBy(v => v.Name, StringComparer.Ordinal))
        {
            if (variable.Array is not null || !shell.Environment.Has(ShellOptions.Posix))
            {
                shell.Output.WriteLine(VariableText.Describe(shell.Refresh(variable)));
                continue;
            }
            shell.Output.Write(command + " " + variable.Name);
            if (variable.Value is { } value) shell.Output.Write("=" + (value.Length == 0 ? "''" : ShellText.Quote(value)));
            shell.Output.Write('\n');
        }
    }
}
