using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>type</c>: Says what a command name means.</summary>
internal sealed class TypeBuiltin : Builtin
{
    public override string Name => "type";

    public override string Usage => "[-t] name...";

    public override string Summary => "Says what a command name means.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool brief = false;
        var options = new OptionScan(fields, shell.Environment.Has(ShellOptions.Posix) ? "" : "t");
        while (options.Next() is var option && option != '\0')
        {
            if (option != 't') return Misuse(shell, options.Describe(option));
            brief = true;
        }
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++)
        {
            string? text = CommandMeaning.Describe(shell, fields[i], path: null, brief);
            if (text is not null) shell.Output.WriteLine(text);
            else if (brief) status = 1;
            else status = Failed(shell, $"{fields[i]}: not found");
        }
        return status;
    }
}
