using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>local</c>: Makes variables local to the function.</summary>
internal sealed class LocalBuiltin : Builtin
{
    public override string Name => "local";

    public override string Usage => "[-aAIilnrux] [name[=value]...]";

    public override string Summary => "Makes variables local to the function.";

    public override bool IsPure => true;

    public override bool IsDeclaration => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (shell.CurrentFrame is not { } frame) return Failed(shell, "can only be used in a function");
        var declaration = new Declaration(shell, this) { IsLocal = true, Inherits = shell.Environment.Has(ShellOptions.LocalInherit) };
        bool posix = shell.Environment.Has(ShellOptions.Posix);
        int status = 0, i = 1;
        for (; i < fields.Count && fields[i].Length > 1 && fields[i][0] is '-' or '+' && !posix; i++)
        {
            if (fields[i] == "--") break;
            foreach (char letter in fields[i].AsSpan(1))
            {
                VariableAttributes attribute = DeclareBuiltin.AttributeOf(letter);
                if (fields[i][0] == '-') declaration.Add |= attribute;
                else declaration.Remove |= attribute;
                if (letter == 'a') declaration.IsIndexed = true;
                else if (letter == 'A') declaration.IsKeyed = true;
                else if (letter == 'I') declaration.Inherits = true;
                else if (attribute == VariableAttributes.None && letter is not ('p' or 'g')) return Misuse(shell, $"-{letter}: unknown option");
            }
        }
        if (i < fields.Count && fields[i] == "--") i++;
        if (i == fields.Count)
        {
            foreach (string name in frame.LocalNames.Order(StringComparer.Ordinal)) shell.Output.WriteLine(VariableText.Assignment(shell.Environment.Variables.Find(name)!));
        }
        for (; i < fields.Count; i++)
        {
            if (fields[i] == "-")
            {
                frame.OuterOptions ??= shell.Environment.Options;
                continue;
            }
            status |= declaration.Apply(fields[i]);
        }
        return status;
    }
}
