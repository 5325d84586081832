using System.Runtime.InteropServices;
using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>set</c>: Sets options and positional parameters.</summary>
internal sealed class SetBuiltin : Builtin
{
    public override string Name => "set";

    public override string Usage => "[-abBCeEfhHmnpPtTuvx] [-o option] [argument...]";

    public override string Summary => "Sets options and positional parameters.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (fields.Count == 1)
        {
            foreach (var variable in shell.Environment.Variables.All.Where(v => v.IsSet || v.Array is { Count: > 0 }).OrderBy(v => v.Name, StringComparer.Ordinal))
                shell.Output.WriteLine(VariableText.Assignment(shell.Refresh(variable)));
            return 0;
        }
        ShellOptions add = ShellOptions.None, remove = ShellOptions.None;
        int i = 1;
        bool setsPositional = false;
        for (; i < fields.Count; i++)
        {
            string field = fields[i];
            if (field is "--" || (field == "-" && i == fields.Count))
            {
                setsPositional = true;
                i++;
                break;
            }
            if (field == "-")
            {
                remove |= ShellOptions.XTrace | ShellOptions.Verbose;
                i++;
                break;
            }
            if (field.Length < 2 || field[0] is not ('-' or '+')) break;
            bool on = field[0] == '-';
            for (int k = 1; k < field.Length; k++)
            {
                if (field[k] == 'o')
                {
                    if (k == field.Length - 1 && i + 1 == fields.Count)
                    {
                        Apply(shell, add, remove);
                        Show(shell, on);
                        return 0;
                    }
                    string name = k < field.Length - 1 ? field[(k + 1)..] : fields[++i];
                    ShellOptions named = OptionNames.OfName(name);
                    if (named == ShellOptions.None) return Misuse(shell, $"{name}: unknown option");
                    if (named == ShellOptions.Always && !on && shell.Environment.Has(named)) return Misuse(shell, $"{name}: is always on");
                    (add, remove) = on ? ((add & ~OptionNames.ExcludedBy(named)) | named, remove & ~named) : (add & ~named, remove | named);
                    break;
                }
                ShellOptions option = OptionNames.OfLetter(field[k]);
                if (option == ShellOptions.None) return Misuse(shell, $"{field[0]}{field[k]}: unknown option");
                (add, remove) = on ? (add | option, remove & ~option) : (add & ~option, remove | option);
            }
        }
        Apply(shell, add, remove);
        if (i < fields.Count || setsPositional)
        {
            shell.Environment.Positional = CollectionsMarshal.AsSpan(fields)[i..].ToArray();
            shell.PositionalSets++;
        }
        return 0;
    }

    /// <summary>Turns options on and off, and does what else that asks for.</summary>
    public static void Apply(Interpreter shell, ShellOptions add, ShellOptions remove)
    {
        bool before = shell.Environment.Has(ShellOptions.Monitor);
        shell.Environment.Options = (shell.Environment.Options | add) & ~(remove | OptionNames.ExcludedBy(add));
        bool after = shell.Environment.Has(ShellOptions.Monitor);
        if (after && !before) shell.JobControl.Enable();
        else if (before && !after) shell.JobControl.Disable();
    }

    private static void Show(Interpreter shell, bool readable)
    {
        foreach ((char _, string name, ShellOptions option) in OptionNames.All)
        {
            bool on = shell.Environment.Has(option);
            shell.Output.WriteLine(readable ? $"{name,-15}\t{(on ? "on" : "off")}" : $"set {(on ? '-' : '+')}o {name}");
        }
    }
}
