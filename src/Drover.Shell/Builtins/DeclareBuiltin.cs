using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>declare</c> and <c>typeset</c>: sets attributes of variables; in a function they are local.</summary>
internal sealed class DeclareBuiltin(string name) : Builtin
{
    public override string Name => name;

    public override string Usage => "[-aAcfFgIilnprtux] [name[=value]...]";

    public override string Summary => "Sets attributes of variables.";

    public override bool IsPure => true;

    public override bool IsDeclaration => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        var declaration = new Declaration(shell, this) { IsLocal = shell.CurrentFrame is not null, Inherits = shell.Environment.Has(ShellOptions.LocalInherit) };
        bool shows = false, functions = false, names = false;
        int i = 1;
        for (; i < fields.Count && fields[i].Length > 1 && fields[i][0] is '-' or '+'; i++)
        {
            if (fields[i] == "--")
            {
                i++;
                break;
            }
            bool on = fields[i][0] == '-';
            foreach (char letter in fields[i].AsSpan(1))
            {
                if (AttributeOf(letter) is var attribute && attribute != VariableAttributes.None)
                {
                    if (on) declaration.Add |= attribute;
                    else declaration.Remove |= attribute;
                    continue;
                }
                switch (letter)
                {
                    case 'a': declaration.IsIndexed = true; break;
                    case 'A': declaration.IsKeyed = true; break;
                    case 'g': declaration.IsLocal = false; break;
                    case 'I': declaration.Inherits = true; break;
                    case 'p': shows = true; break;
                    case 'f': functions = true; break;
                    case 'F': functions = names = true; break;
                    default: return Misuse(shell, $"-{letter}: unknown option");
                }
            }
        }
        if (functions && i < fields.Count && !shows && (declaration.Add | declaration.Remove) != VariableAttributes.None)
        {
            int declared = 0;
            for (; i < fields.Count; i++) declared |= AttributeDeclaration.DeclareFunction(shell, this, fields[i], declaration.Add, declaration.Remove);
            return declared;
        }
        if (functions) return ShowFunctions(shell, fields, i, names);
        if (i == fields.Count || shows) return Show(shell, fields, i, declaration);
        int status = 0;
        for (; i < fields.Count; i++) status |= declaration.Apply(fields[i]);
        return status;
    }

    /// <summary>The attribute of an option's letter.</summary>
    public static VariableAttributes AttributeOf(char letter) => letter switch
    {
        'x' => VariableAttributes.Exported,
        'r' => VariableAttributes.ReadOnly,
        'i' => VariableAttributes.Integer,
        'c' => VariableAttributes.Capitalized,
        'l' => VariableAttributes.Lowercase,
        'u' => VariableAttributes.Uppercase,
        'n' => VariableAttributes.Reference,
        't' => VariableAttributes.Traced,
        _ => VariableAttributes.None,
    };

    private static int ShowFunctions(Interpreter shell, List<string> fields, int first, bool names)
    {
        if (first == fields.Count)
        {
            foreach ((string name, ShellFunction function) in shell.Environment.Functions.Items.OrderBy(item => item.Key, StringComparer.Ordinal))
                shell.Output.WriteLine(names ? $"declare -f {name}" : function.Describe());
            return 0;
        }
        int status = 0;
        for (int i = first; i < fields.Count; i++)
        {
            if (shell.Environment.Functions.TryGet(fields[i], out ShellFunction? function)) shell.Output.WriteLine(names ? function.Name : function.Describe());
            else status = 1;
        }
        return status;
    }

    private int Show(Interpreter shell, List<string> fields, int first, Declaration filter)
    {
        if (first == fields.Count)
        {
            foreach (Variable variable in shell.Environment.Variables.All.OrderBy(v => v.Name, StringComparer.Ordinal))
            {
                if ((variable.Attributes & filter.Add) != filter.Add) continue;
                if ((filter.IsIndexed && variable.Array is not { IsAssociative: false }) || (filter.IsKeyed && variable.Array is not { IsAssociative: true })) continue;
                shell.Output.WriteLine(VariableText.Describe(shell.Refresh(variable)));
            }
            return 0;
        }
        int status = 0;
        for (int i = first; i < fields.Count; i++)
        {
            if (shell.Environment.Variables.Find(fields[i]) is { } variable) shell.Output.WriteLine(VariableText.Describe(shell.Refresh(variable)));
            else status = Failed(shell, $"{fields[i]}: not found");
        }
        return status;
    }
}
