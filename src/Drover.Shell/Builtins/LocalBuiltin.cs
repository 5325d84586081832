using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>local</c>: Makes variables local to the function.</summary>
internal sealed class LocalBuiltin : Builtin
{
    public override string Name => "local";

    public override string Usage => "name[=value]...";

    public override string Summary => "Makes variables local to the function.";

    public override bool IsPure => true;

    public override bool IsDeclaration => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (shell.CurrentFrame is not { } frame) return Failed(shell, "can only be used in a function");
        for (int i = 1; i < fields.Count; i++)
        {
            int equals = fields[i].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? fields[i] : fields[i][..equals];
            if (name == "-" || (i == 1 && name == "--")) continue;
            if (!ShellText.IsName(name)) return Failed(shell, $"{fields[i]}: not a valid name");
            frame.MakeLocal(name, shell.Environment.Variables);
            if (equals >= 0) shell.Assign(name, fields[i][(equals + 1)..]);
            else if (!shell.Environment.Has(ShellOptions.Posix)) shell.Environment.Variables.ForWriting(name).Set(null);
        }
        return 0;
    }
}
