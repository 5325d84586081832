using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>return</c>: Leaves a function or a dot script.</summary>
internal sealed class ReturnBuiltin : Builtin
{
    public override string Name => "return";

    public override string Usage => "[n]";

    public override string Summary => "Leaves a function or a dot script.";

    public override bool IsSpecial => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool isValid = Statuses.TryRead(shell, fields, out int status);
        if (!isValid && (shell.Environment.Has(ShellOptions.Posix) || shell.ReturnDepth == 0)) return Misuse(shell, $"{fields[^1]}: not an exit status");
        // A function that is to be left is not gone on with.
        if (!isValid) _ = Misuse(shell, $"{fields[^1]}: not an exit status");
        if (shell.ReturnDepth == 0 && !shell.Environment.Has(ShellOptions.Posix)) return Misuse(shell, "neither a function nor a sourced file runs that it could leave; exit leaves the shell");
        shell.Environment.LastStatus = status;
        shell.Flow = shell.ReturnDepth > 0 ? Flow.Return : Flow.Exit;
        return status;
    }
}
