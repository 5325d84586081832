using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>return</c>: Leaves a function or a dot script.</summary>
internal sealed class ReturnBuiltin : Builtin
{
    public override string Name => "return";

    public override string Usage => "[n]";

    public override string Summary => "Leaves a function or a dot script.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (!Statuses.TryRead(shell, fields, out int status)) return Misuse(shell, $"{fields[^1]}: not an exit status");
        shell.Environment.LastStatus = status;
        shell.Flow = shell.ReturnDepth > 0 ? Flow.Return : Flow.Exit;
        return status;
    }
}
