using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>true</c>: Succeeds.</summary>
internal sealed class TrueBuiltin : Builtin
{
    public override string Name => "true";

    public override string Usage => "";

    public override string Summary => "Succeeds.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields) => 0;
}
