using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>read</c>: Reads a line into variables.</summary>
internal sealed class ReadBuiltin : Builtin
{
    public override string Name => "read";

    public override string Usage => "[-r] [-d delimiter] [-p prompt] [-n count] [-t seconds] [-a array] [variable...]";

    public override string Summary => "Reads a line into variables.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool raw = false;
        char delimiter = '\n';
        string? prompt = null, array = null;
        int count = int.MaxValue;
        var options = new OptionScan(fields, "rd:p:n:t:a:su:");
        int source = 0;
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'r': raw = true; break;
                case 'd': delimiter = options.Argument is { Length: > 0 } text ? text[0] : '\0'; break;
                case 'p': prompt = options.Argument; break;
                case 'a': array = options.Argument; break;
                case 's' or 't': break;
                case 'u' when int.TryParse(options.Argument, out source): break;
                case 'n' when int.TryParse(options.Argument, out count): break;
                default: return Misuse(shell, options.Describe(option));
            }
        }
        for (int i = options.Index; i < fields.Count; i++)
            if (!ShellText.IsName(fields[i])) return Misuse(shell, $"{fields[i]}: not a valid name");
        // 1 is the end of the input (POSIX read).
        if (shell.Environment.Descriptors[source] is not { } file) return Misuse(shell, $"{source}: Bad file descriptor");
        if (prompt is not null && file.Descriptor.IsTerminal) shell.Output.WriteError(prompt);
        var reader = new LineInput(file.Descriptor, shell);
        bool ended;
        try
        {
            ended = !reader.Read(delimiter, raw, count);
        }
        catch (Engine.SystemCallException e)
        {
            shell.Error($"{Name}: {Engine.Processes.ErrnoText.Describe(e.Errno)}");
            return 2;
        }
        if (reader.InterruptStatus != 0) return shell.Flow == Flow.None ? reader.InterruptStatus : shell.Environment.LastStatus;
        try
        {
            if (array is not null) AssignArray(shell, array, reader);
            else Assign(shell, reader, fields, options.Index);
        }
        catch (ShellErrorException e)
        {
            return Misuse(shell, e.Message);
        }
        return ended ? 1 : 0;
    }

    private static void Assign(Interpreter shell, LineInput line, List<string> fields, int first)
    {
        if (first == fields.Count)
        {
            shell.Assign("REPLY", line.Text.ToString());
            return;
        }
        var splitter = new LineSplitter(shell.Environment.Variables, line.Text, line.Quoted);
        for (int i = first; i < fields.Count - 1; i++) shell.Assign(fields[i], splitter.Next());
        shell.Assign(fields[^1], splitter.Rest());
    }

    private static void AssignArray(Interpreter shell, string name, LineInput line)
    {
        var splitter = new LineSplitter(shell.Environment.Variables, line.Text, line.Quoted);
        var variable = shell.Environment.Variables.ForWriting(name);
        variable.Set(null);
        variable.Array = new Variables.ShellArray(isAssociative: false);
        for (long i = 0; !splitter.IsAtEnd; i++) variable.Array.Set(i, splitter.Next());
    }
}
