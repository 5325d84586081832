using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>exec</c>: Becomes a command, or makes redirections stay.</summary>
internal sealed class ExecBuiltin : Builtin
{
    public override string Name => "exec";

    public override string Usage => "[command [argument...]]";

    public override string Summary => "Becomes a command, or makes redirections stay.";

    public override bool IsSpecial => true;

    public override bool KeepsRedirections(List<string> fields) => fields.Count == 1 || (fields.Count == 2 && fields[1] == "--");

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        if (fields.Count == first) return 0;
        int status = shell.Become(fields.GetRange(first, fields.Count - first));
        // In a session the program has run and ended.
        if (shell.Flow == Flow.Exit) return status;
        // Only a failure comes back, and ends the shell even under command.
        return shell.Abort(status);
    }
}
