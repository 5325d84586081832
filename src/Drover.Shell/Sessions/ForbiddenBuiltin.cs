using Drover.Shell.Builtins;
using Drover.Shell.Execution;

namespace Drover.Shell.Sessions;

/// <summary>A built-in that would do something to the host.</summary>
internal sealed class ForbiddenBuiltin(string name, string reason) : Builtin
{
    public override string Name => name;

    public override string Usage => "";

    public override string Summary => $"Not in an embedded session: {reason}.";

    public override int Run(Interpreter shell, List<string> fields) => Failed(shell, reason);
}
