using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>exec</c>: Becomes a command, or makes redirections stay.</summary>
internal sealed class ExecBuiltin : Builtin
{
    public override string Name => "exec";

    public override string Usage => "[-cl] [-a name] [command [argument...]]";

    public override string Summary => "Becomes a command, or makes redirections stay.";

    public override bool IsSpecial => true;

    public override bool KeepsRedirections(List<string> fields) => fields.TrueForAll(field => field is "exec" or "--");

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool clears = false, login = false;
        string? name = null;
        var options = new OptionScan(fields, shell.Environment.Has(ShellOptions.Posix) ? "" : "cla:");
        // "-" and what POSIX knows no option of is left to be a command that is not found.
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'c': clears = true; break;
                case 'l': login = true; break;
                case 'a': name = options.Argument; break;
                default: return Misuse(shell, options.Describe(option));
            }
        }
        if (options.Index == fields.Count) return 0;
        List<string> command = fields.GetRange(options.Index, fields.Count - options.Index);
        int status = shell.Become(command, name: login ? "-" + (name ?? command[0]) : name, clears: clears);
        // In a session the program has run and ended.
        if (shell.Flow == Flow.Exit) return status;
        // Only a failure comes back, and ends the shell even under command.
        return shell.Abort(status);
    }
}
