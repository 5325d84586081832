using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>export</c>: Exports variables.</summary>
internal sealed class ExportBuiltin : Builtin
{
    public override string Name => "export";

    public override string Usage => "[-p] [name[=value]...]";

    public override string Summary => "Exports variables.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override bool IsDeclaration => true;

    public override int Run(Interpreter shell, List<string> fields) => AttributeDeclaration.Run(shell, this, fields, VariableAttributes.Exported);
}
