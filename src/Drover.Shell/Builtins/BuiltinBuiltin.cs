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
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        if (fields.Count == first) return 0;
        if (shell.FindBuiltin(fields[first]) is not { } builtin) return Failed(shell, $"{fields[first]}: not a built-in");
        List<string> inner = fields.GetRange(first, fields.Count - first);
        shell.Session?.Ask(Sessions.CommandRequestKind.Builtin, inner);
        return builtin.Run(shell, inner);
    }
}
