using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Execution;

/// <summary><c>[[ … ]]</c> and process substitution.</summary>
internal sealed partial class Interpreter
{
    private int ExecuteConditional(ConditionalCommand conditional) => throw new ShellErrorException(conditional.Text);

    /// <summary>The name under which a process substitution can be opened.</summary>
    public string SubstituteProcess(ProcessSubstitutionPart part) => throw new ShellErrorException($"{part.IsOutput}");
}
