using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>declare</c> and <c>typeset</c>: sets attributes of variables; in a function they are local.</summary>
internal sealed class DeclareBuiltin(string name) : Builtin
{
    public override string Name => name;

    public override string Usage => "[-aAgilnprtux] [name[=value]...]";

    public override string Summary => "Sets attributes of variables.";

    public override bool IsPure => true;

    public override bool IsDeclaration => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        VariableAttributes add = VariableAttributes.None, remove = VariableAttributes.None;
        bool indexed = false, keyed = false, global = false, shows = false, functions = false;
        int i = 1;
        for (; i < fields.Count && fields[i].Length > 1 && fields[i][0] is '-' or '+'; i++)
        {
            if (fields[i] == "--")
            {
                i++;
                break;
            }
            foreach (char letter in fields[i].AsSpan(1))
            {
                VariableAttributes attribute = letter switch
                {
                    'x' => VariableAttributes.Exported,
                    'r' => VariableAttributes.ReadOnly,
                    'i' => VariableAttributes.Integer,
                    'l' => VariableAttributes.Lowercase,
                    'u' => VariableAttributes.Uppercase,
                    'n' => VariableAttributes.Reference,
                    _ => VariableAttributes.None,
                };
                if (attribute != VariableAttributes.None)
                {
                    if (fields[i][0] == '-') add |= attribute;
                    else remove |= attribute;
                    continue;
                }
                switch (letter)
                {
                    case 'a': indexed = true; break;
                    case 'A': keyed = true; break;
                    case 'g': global = true; break;
                    case 'p': shows = true; break;
                    case 'f' or 'F': functions = true; break;
                    case 't': break;
                    default: return Misuse(shell, $"-{letter}: unknown option");
                }
            }
        }
        if (functions) return ShowFunctions(shell, fields, i);
        if (i == fields.Count || shows) return Show(shell, fields, i);
        int status = 0;
        for (; i < fields.Count; i++)
        {
            int equals = fields[i].IndexOf('=', StringComparison.Ordinal);
            string variable = equals < 0 ? fields[i] : fields[i][..equals];
            if (!ShellText.IsName(variable))
            {
                status = Failed(shell, $"{fields[i]}: not a valid name");
                continue;
            }
            if (shell.CurrentFrame is { } frame && !global)
            {
                frame.MakeLocal(variable, shell.Environment.Variables);
                if (equals < 0) shell.Environment.Variables.ForWriting(variable).Set(null);
            }
            shell.Environment.Variables.SetAttributes(variable, add & ~VariableAttributes.ReadOnly, remove);
            if (indexed || keyed)
            {
                Variable target = shell.Environment.Variables.ForWriting(variable);
                if (keyed) target.Array ??= new ShellArray(isAssociative: true);
                else Interpreter.ArrayOf(target);
            }
            if (equals >= 0)
            {
                if ((add & VariableAttributes.Reference) != 0) shell.Environment.Variables.ForWriting(variable).Set(fields[i][(equals + 1)..]);
                else shell.Assign(variable, fields[i][(equals + 1)..]);
            }
            if ((add & VariableAttributes.ReadOnly) != 0) shell.Environment.Variables.SetAttributes(variable, VariableAttributes.ReadOnly);
        }
        return status;
    }

    private static int ShowFunctions(Interpreter shell, List<string> fields, int first)
    {
        int status = 0;
        for (int i = first; i < fields.Count; i++)
        {
            if (shell.Environment.Functions.TryGet(fields[i], out ShellFunction? function)) shell.Output.WriteLine($"{function.Name} ()\n{function.Body.Text}");
            else status = 1;
        }
        return status;
    }

    private int Show(Interpreter shell, List<string> fields, int first)
    {
        int status = 0;
        foreach (Variable variable in first == fields.Count
            ? shell.Environment.Variables.All.OrderBy(v => v.Name, StringComparer.Ordinal)
            : fields.Skip(first).Select(shell.Environment.Variables.Find).OfType<Variable>())
        {
            shell.Output.WriteLine(Describe(variable));
        }
        for (int i = first; i < fields.Count; i++)
            if (shell.Environment.Variables.Find(fields[i]) is null) status = Failed(shell, $"{fields[i]}: not found");
        return status;
    }

    private static string Describe(Variable variable)
    {
        string letters = variable.Array is null ? "" : variable.Array.IsAssociative ? "A" : "a";
        foreach ((VariableAttributes attribute, char letter) in (ReadOnlySpan<(VariableAttributes, char)>)
            [(VariableAttributes.Integer, 'i'), (VariableAttributes.Lowercase, 'l'), (VariableAttributes.Reference, 'n'), (VariableAttributes.ReadOnly, 'r'),
             (VariableAttributes.Uppercase, 'u'), (VariableAttributes.Exported, 'x')])
        {
            if ((variable.Attributes & attribute) != 0) letters += letter;
        }
        string head = $"declare -{(letters.Length == 0 ? "-" : letters)} {variable.Name}";
        if (variable.Array is { } array)
            return $"{head}=({string.Join(' ', array.Keys.Zip(array.Values, (key, value) => $"[{key}]={DoubleQuoted(value)}"))})";
        return variable.Value is { } text ? $"{head}={DoubleQuoted(text)}" : head;
    }

    private static string DoubleQuoted(string text)
    {
        var result = new System.Text.StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\' or '$' or '`') result.Append('\\');
            result.Append(c);
        }
        return result.Append('"').ToString();
    }
}
