using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>logout</c>: Ends a login shell.</summary>
internal sealed class LogoutBuiltin : Builtin
{
    public override string Name => "logout";

    public override string Usage => "[status]";

    public override string Summary => "Ends a login shell.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields) =>
        shell.Environment.Has(ShellOptions.Login) ? BuiltinTable.Find("exit")!.Run(shell, ["exit", .. fields.Skip(1)]) : Failed(shell, "this is no login shell: use 'exit'");
}
