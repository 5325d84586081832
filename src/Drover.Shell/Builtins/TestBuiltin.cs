using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>test</c> and <c>[</c>: evaluates a condition.</summary>
internal sealed class TestBuiltin(string name) : Builtin
{
    public override string Name => name;

    public override string Usage => name == "[" ? "expression ]" : "expression";

    public override string Summary => "Evaluates a condition.";

    public override bool IsPure => true;

    public override bool NeedsPath => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        int end = fields.Count;
        if (name == "[")
        {
            if (fields[^1] != "]") return Misuse(shell, "the closing ] is missing");
            end--;
        }
        try
        {
            return new TestExpression(shell, fields, 1, end).Evaluate() ? 0 : 1;
        }
        catch (ShellErrorException e) when (!e.IsInterrupt)
        {
            shell.Error($"{Name}: {e.Message}");
            return 2;
        }
    }
}
