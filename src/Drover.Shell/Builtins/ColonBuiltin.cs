using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>:</c>: Does nothing, successfully.</summary>
internal sealed class ColonBuiltin : Builtin
{
    public override string Name => ":";

    public override string Usage => "[word...]";

    public override string Summary => "Does nothing, successfully.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields) => 0;
}
