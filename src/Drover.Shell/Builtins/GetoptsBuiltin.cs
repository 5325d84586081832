using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>getopts</c>: Reads the next option.</summary>
internal sealed class GetoptsBuiltin : Builtin
{
    public override string Name => "getopts";

    public override string Usage => "optstring name [argument...]";

    public override string Summary => "Reads the next option.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        if (fields.Count < first + 2) return Misuse(shell, $"usage: getopts {Usage}");
        ExecutionEnvironment environment = shell.Environment;
        string letters = fields[first], name = fields[first + 1];
        if (!ShellText.IsName(name)) return Misuse(shell, $"{name}: not a valid name");
        IReadOnlyList<string> arguments = fields.Count > first + 2 ? fields.GetRange(first + 2, fields.Count - first - 2) : environment.Positional;
        GetoptsState state = shell.Getopts;
        string? optind = environment.Variables.Get("OPTIND");
        // Whoever assigned to OPTIND wants to start anew.
        state.ComeBackTo(optind);
        bool silent = letters.StartsWith(':'), says = !silent && environment.Variables.Get("OPTERR") != "0";
        string? value = null;
        char option = state.Next(arguments, letters, out string? bad);
        int status = 0;
        string result;
        switch (option)
        {
            case '\0':
                result = "?";
                status = 1;
                break;
            case '?' when bad is not null:
                result = "?";
                if (silent) value = bad;
                else if (says) shell.Error($"-{bad}: unknown option");
                break;
            case ':':
                result = silent ? ":" : "?";
                if (silent) value = bad;
                else if (says) shell.Error($"-{bad}: an argument is missing");
                break;
            default:
                result = option.ToString();
                value = state.Argument;
                break;
        }
        try
        {
            shell.Assign("OPTIND", state.Write());
            if (value is not null) shell.Assign("OPTARG", value);
            else if (environment.Variables.Find("OPTARG") is not null) environment.Variables.Unset("OPTARG");
            shell.Assign(name, result);
        }
        catch (ShellErrorException e)
        {
            // 1 is the end of the options (POSIX getopts).
            return Misuse(shell, e.Message);
        }
        return status;
    }
}
