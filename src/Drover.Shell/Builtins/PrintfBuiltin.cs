using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>printf</c>: Writes its arguments as a format says.</summary>
internal sealed class PrintfBuiltin : Builtin
{
    public override string Name => "printf";

    public override string Usage => "[-v variable] format [argument...]";

    public override string Summary => "Writes its arguments as a format says.";

    public override bool IsPure => true;

    public override bool NeedsPath => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = 1;
        string? variable = null;
        if (fields.Count > 2 && fields[1] == "-v" && !shell.Environment.Has(ShellOptions.Posix))
        {
            variable = fields[2];
            first = 3;
        }
        if (fields.Count > first && fields[first] == "--") first++;
        if (fields.Count == first) return Misuse(shell, "a format is missing");
        if (variable is not null && !ShellText.IsName(variable) && !Variables.ElementName.TrySplit(variable, out _, out _)) return Misuse(shell, $"{variable}: not a valid name");
        var formatter = new PrintfFormatter(shell, fields, first);
        int status = formatter.Run();
        if (variable is not null) shell.AssignNamed(variable, formatter.Result);
        else shell.Output.Write(formatter.Result);
        return status;
    }
}
