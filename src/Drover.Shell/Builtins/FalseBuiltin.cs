using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>false</c>: Fails.</summary>
internal sealed class FalseBuiltin : Builtin
{
    public override string Name => "false";

    public override string Usage => "";

    public override string Summary => "Fails.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields) => 1;
}
