using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>command</c>: Runs a command but no function, or says what a name means.</summary>
internal sealed class CommandBuiltin : Builtin
{
    public override string Name => "command";

    public override string Usage => "[-p] [-v | -V] name [argument...]";

    public override string Summary => "Runs a command but no function, or says what a name means.";

    private const string StandardPath = "/bin:/usr/bin:/sbin:/usr/sbin";

    public override bool KeepsRedirections(List<string> fields) => fields[^1] == "exec" && fields.Count == 2;

    public override int Run(Interpreter shell, List<string> fields)
    {
        string? path = null;
        char shows = '\0';
        var options = new OptionScan(fields, "pvV");
        while (options.Next() is var option && option != '\0')
        {
            if (option == 'p') path = StandardPath;
            else if (option is 'v' or 'V') shows = option;
            else return Misuse(shell, options.Describe(option));
        }
        if (options.Index == fields.Count) return 0;
        if (shows != '\0') return Show(shell, fields, options.Index, path, shows == 'V');
        List<string> inner = fields.GetRange(options.Index, fields.Count - options.Index);
        if (shell.FindBuiltin(inner[0]) is { } builtin)
        {
            shell.CommandDepth++;
            try
            {
                shell.Session?.Ask(Sessions.CommandRequestKind.Builtin, inner);
                return builtin.Run(shell, inner);
            }
            catch (ShellErrorException e) when (!e.IsInterrupt)
            {
                if (!e.IsSaid) shell.Error(e.Message);
                return e.Status;
            }
            finally
            {
                shell.CommandDepth--;
            }
        }
        return shell.RunProgram(inner, string.Join(' ', inner), path);
    }

    private int Show(Interpreter shell, List<string> fields, int first, string? path, bool describes)
    {
        int status = 0;
        for (int i = first; i < fields.Count; i++)
        {
            string? text = describes ? CommandMeaning.Describe(shell, fields[i], path) : CommandMeaning.Name(shell, fields[i], path);
            if (text is not null) shell.Output.WriteLine(text);
            else if (describes) status = Failed(shell, $"{fields[i]}: not found");
            else status = 1;
        }
        return status;
    }
}
