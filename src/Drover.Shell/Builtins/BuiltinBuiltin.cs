using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>builtin</c>: Runs a built-in, whatever functions there are.</summary>
internal sealed class BuiltinBuiltin : Builtin
{
    public override string Name => "builtin";

    public override string Usage => "name [argument...]";

    public override string Summary => "Runs a built-in, whatever functions there are.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (fields.Count == 1) return 0;
        if (shell.FindBuiltin(fields[1]) is not { } builtin) return Failed(shell, $"{fields[1]}: not a built-in");
        List<string> inner = fields.GetRange(1, fields.Count - 1);
        shell.Session?.Ask(Sessions.CommandRequestKind.Builtin, inner);
        return builtin.Run(shell, inner);
    }
}
