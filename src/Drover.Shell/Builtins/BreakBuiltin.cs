using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>break</c>: Leaves n loops.</summary>
internal sealed class BreakBuiltin : Builtin
{
    public override string Name => "break";

    public override string Usage => "[n]";

    public override string Summary => "Leaves n loops.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields) => LoopExit.Begin(shell, fields, Flow.Break);
}
