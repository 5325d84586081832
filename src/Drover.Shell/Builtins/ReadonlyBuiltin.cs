using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>readonly</c>: Protects variables.</summary>
internal sealed class ReadonlyBuiltin : Builtin
{
    public override string Name => "readonly";

    public override string Usage => "[-p] [name[=value]...]";

    public override string Summary => "Protects variables.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override bool IsDeclaration => true;

    public override int Run(Interpreter shell, List<string> fields) => AttributeDeclaration.Run(shell, this, fields, VariableAttributes.ReadOnly);
}
