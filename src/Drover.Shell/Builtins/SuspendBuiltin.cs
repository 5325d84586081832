using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>suspend</c>: Stops the shell itself.</summary>
internal sealed class SuspendBuiltin : Builtin
{
    public override string Name => "suspend";

    public override string Usage => "[-f]";

    public override string Summary => "Stops the shell until it is continued.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool force = false;
        var options = new OptionScan(fields, "f");
        while (options.Next() is var option && option != '\0')
        {
            if (option != 'f') return Misuse(shell, options.Describe(option));
            force = true;
        }
        if (options.Index < fields.Count) return Misuse(shell, "too many operands");
        if (!force && shell.Environment.Has(ShellOptions.Login)) return Failed(shell, "this is a login shell, which nobody could continue (-f does it all the same)");
        if (!force && !shell.Environment.Has(ShellOptions.Monitor)) return Failed(shell, "there is no job control (-f does it all the same)");
        shell.JobControl.Suspend();
        return 0;
    }
}
