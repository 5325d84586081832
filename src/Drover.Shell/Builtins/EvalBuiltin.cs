using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>eval</c>: Executes its operands as commands.</summary>
internal sealed class EvalBuiltin : Builtin
{
    public override string Name => "eval";

    public override string Usage => "[word...]";

    public override string Summary => "Executes its operands as commands.";

    public override bool IsSpecial => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        if (fields.Count == first) return 0;
        string text = fields.Count == first + 1 ? fields[first] : string.Join(' ', fields.Skip(first));
        shell.TraceDepth++;
        int status = shell.ExecuteText(text, Math.Max(1, shell.Line));
        shell.TraceDepth--;
        return status;
    }
}
