using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>continue</c>: Goes to the next round of the n-th enclosing loop.</summary>
internal sealed class ContinueBuiltin : Builtin
{
    public override string Name => "continue";

    public override string Usage => "[n]";

    public override string Summary => "Goes to the next round of the n-th enclosing loop.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields) => LoopExit.Begin(shell, fields, Flow.Continue);
}
