using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary>What <c>export</c> and <c>readonly</c> have in common.</summary>
internal static class Declaration
{
    public static int Run(Interpreter shell, Builtin builtin, List<string> fields, VariableAttributes attribute)
    {
        bool removes = false, shows = false, functions = false;
        var options = new OptionScan(fields, "pnf");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'p': shows = true; break;
                case 'n' when attribute == VariableAttributes.Exported: removes = true; break;
                case 'f': functions = true; break;
                default:
                    shell.Error($"{builtin.Name}: {options.Describe(option)}");
                    return shell.AbortUnlessInteractive(2);
            }
        }
        if (options.Index == fields.Count || shows)
        {
            Show(shell, builtin.Name, attribute);
            return 0;
        }
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++)
        {
            int equals = fields[i].IndexOf('=', StringComparison.Ordinal);
            bool appends = equals > 0 && fields[i][equals - 1] == '+';
            string name = equals < 0 ? fields[i] : fields[i][..(appends ? equals - 1 : equals)];
            if (functions)
            {
                if (shell.Environment.Functions.TryGet(name, out ShellFunction? function)) function.IsReadOnly |= attribute == VariableAttributes.ReadOnly;
                continue;
            }
            if (!ShellText.IsName(name))
            {
                shell.Error($"{builtin.Name}: {fields[i]}: not a valid name");
                status = 1;
                continue;
            }
            if (equals >= 0) shell.Assign(name, (appends ? shell.Environment.Variables.Get(name) : "") + fields[i][(equals + 1)..]);
            shell.Environment.Variables.SetAttributes(name, removes ? VariableAttributes.None : attribute, removes ? attribute : VariableAttributes.None);
        }
        return status == 0 ? 0 : shell.AbortUnlessInteractive(status);
    }

    private static void Show(Interpreter shell, string command, VariableAttributes attribute)
    {
        foreach (Variable variable in shell.Environment.Variables.All.Where(v => (v.Attributes & attribute) != 0).OrderBy(v => v.Name, StringComparer.Ordinal))
        {
            shell.Output.Write(command + " " + variable.Name);
            if (variable.Value is { } value) shell.Output.Write("=" + (value.Length == 0 ? "''" : ShellText.Quote(value)));
            shell.Output.Write('\n');
        }
    }
}
