using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>cd</c>: Goes to another directory.</summary>
internal sealed class CdBuiltin : Builtin
{
    public override string Name => "cd";

    public override string Usage => "[-L | -P [-e]] [directory | -]";

    public override string Summary => "Goes to another directory.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool physical = shell.Environment.Has(ShellOptions.Physical);
        var options = new OptionScan(fields, "LPe");
        while (options.Next() is var option && option != '\0')
        {
            if (option is not ('L' or 'P' or 'e')) return Misuse(shell, options.Describe(option));
            if (option != 'e') physical = option == 'P';
        }
        if (fields.Count > options.Index + 1) return Misuse(shell, "too many operands");
        ExecutionEnvironment environment = shell.Environment;
        string? target = fields.Count > options.Index ? fields[options.Index] : environment.Variables.Get("HOME");
        if (target is null) return Failed(shell, "HOME is not set");
        if (target.Length == 0)
        {
            // POSIX makes an empty name an error; for bash it is where we are.
            if (physical || environment.Has(ShellOptions.Posix)) return Failed(shell, fields.Count > options.Index ? "the directory is an empty name" : "HOME is empty");
            target = ".";
        }
        bool shows = target == "-";
        if (shows)
        {
            if (environment.Variables.Get("OLDPWD") is not { Length: > 0 } former) return Failed(shell, "OLDPWD is not set");
            target = former;
        }
        string operand = target;
        if (!shows && SearchPath(target, environment) is { } found)
        {
            target = found.Path;
            shows = found.Shows;
        }
        else if (environment.Has(ShellOptions.CdableVariables) && ShellText.IsName(target) && FileStatus.TryRead(ShellText.ToBytes(target), out _, directory: environment.Directory) is null
            && environment.Variables.Get(target) is { Length: > 0 } value)
        {
            target = value;
            shows = true;
        }
        return Go(shell, operand, target, physical, shows);
    }

    private static (string Path, bool Shows)? SearchPath(string target, ExecutionEnvironment environment)
    {
        if (target[0] == '/' || target is "." or ".." || target.StartsWith("./", StringComparison.Ordinal) || target.StartsWith("../", StringComparison.Ordinal)) return null;
        if (environment.Variables.Get("CDPATH") is not { Length: > 0 } path) return null;
        foreach (string entry in path.Split(':'))
        {
            string candidate = entry.Length == 0 ? "./" + target : entry.EndsWith('/') ? entry + target : entry + "/" + target;
            if (FileStatus.TryRead(ShellText.ToBytes(candidate), out _, directory: environment.Directory) is { } status && status.Kind == FileKind.Directory)
                return (entry.Length == 0 ? target : candidate, entry.Length > 0);
        }
        return null;
    }

    private int Go(Interpreter shell, string operand, string target, bool physical, bool shows)
    {
        ExecutionEnvironment environment = shell.Environment;
        string? here = LogicalPath.Current(environment, out _);
        string? destination = target;
        string open = target;
        if (!physical)
        {
            string full = target[0] == '/' || here is null ? target : here.EndsWith('/') ? here + target : here + "/" + target;
            if (full[0] == '/')
            {
                destination = LogicalPath.Resolve(full, out string? failed);
                if (destination is null) return Failed(shell, $"{operand}: {failed} is not a directory");
                open = destination;
            }
        }
        int errno = environment.ChangeDirectory(open);
        if (errno != 0) return Failed(shell, $"{operand}: {ErrnoText.Describe(errno)}");
        if (physical || destination[0] != '/') destination = LogicalPath.Physical(environment, out _) ?? destination;
        // OLDPWD is what PWD was, even if that was not true (POSIX cd, step 10).
        int status = SetDirectories(shell, environment.Variables.Get("PWD") ?? here, destination);
        if (shows) shell.Output.WriteLine(destination);
        return status;
    }

    private int SetDirectories(Interpreter shell, string? former, string destination)
    {
        try
        {
            if (former is not null) shell.Assign("OLDPWD", former);
            shell.Assign("PWD", destination);
            return 0;
        }
        catch (ShellErrorException e)
        {
            return Failed(shell, e.Message);
        }
    }
}
