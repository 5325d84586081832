using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>pwd</c>: Shows the working directory.</summary>
internal sealed class PwdBuiltin : Builtin
{
    public override string Name => "pwd";

    public override string Usage => "[-LP]";

    public override string Summary => "Shows the working directory.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool physical = shell.Environment.Has(ShellOptions.Physical);
        var options = new OptionScan(fields, "LP");
        while (options.Next() is var option && option != '\0')
        {
            if (option is not ('L' or 'P')) return Misuse(shell, options.Describe(option));
            physical = option == 'P';
        }
        string? path = physical ? LogicalPath.Physical(shell.Environment, out int errno) : LogicalPath.Current(shell.Environment, out errno);
        // The directory has been removed: what is known of it is where it was.
        if (path is null && !physical && shell.Environment.Variables.Get("PWD") is { } known && known.StartsWith('/')) path = known;
        if (path is null) return Failed(shell, Engine.Processes.ErrnoText.Describe(errno));
        shell.Output.WriteLine(path);
        return 0;
    }
}
