using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>let</c>: Computes expressions; succeeds when the last one is not zero.</summary>
internal sealed class LetBuiltin : Builtin
{
    public override string Name => "let";

    public override string Usage => "expression...";

    public override string Summary => "Computes expressions; succeeds when the last one is not zero.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (fields.Count == 1) return Misuse(shell, "an expression is missing");
        long value = 0;
        for (int i = 1; i < fields.Count; i++) value = shell.Arithmetic.Evaluate(fields[i]);
        return value != 0 ? 0 : 1;
    }
}
