using Drover.Engine.Descriptors;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>keep</c>: Starts a command as a durable run, which outlives the shell and its terminal.</summary>
internal sealed class KeepBuiltin : Builtin
{
    public override string Name => "keep";

    public override string Usage => "[option of drover run...] [--] command [argument...]";

    public override string Summary => "Starts a command that outlives the shell (drover run -d) and prints its id.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (fields.Count < 2) return Misuse(shell, "a command is missing");
        // A session's process is the host's.
        string? program = shell.Session is { } session ? session.ShellExecutable : SymbolicLink.Read("/proc/self/exe") is { } own ? ShellText.From(own) : null;
        if (program is null) return Failed(shell, "/proc/self/exe can't be read: this program does not know where it is");
        List<string> command = [program, "run", "-d"];
        if (!fields[1].StartsWith('-'))
        {
            if (shell.Environment.Functions.TryGet(fields[1], out _)) return Failed(shell, $"{fields[1]} is a function of this shell, which nobody else can run: keep sh -c 'commands'");
            command.Add("--");
        }
        command.AddRange(fields.Skip(1));
        return shell.RunProgram(command, string.Join(' ', fields));
    }
}
