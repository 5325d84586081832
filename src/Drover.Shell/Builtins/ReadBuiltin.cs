using System.Globalization;
using Drover.Engine.Descriptors;
using Drover.Engine.Terminals;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>read</c>: Reads a line into variables.</summary>
internal sealed class ReadBuiltin : Builtin
{
    public override string Name => "read";

    public override string Usage => "[-rs] [-d delimiter] [-p prompt] [-n count | -N count] [-t seconds] [-u descriptor] [-a array] [variable...]";

    public override string Summary => "Reads a line into variables.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool raw = false, exact = false, silent = false;
        char delimiter = '\n';
        string? prompt = null, array = null;
        int count = int.MaxValue, source = 0;
        double seconds = -1;
        // Text to begin with (-i) is for a line editor, which read does not use.
        var options = new OptionScan(fields, shell.Environment.Has(ShellOptions.Posix) ? "rd:" : "rd:p:n:N:t:a:su:ei:");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'r': raw = true; break;
                case 'd': delimiter = options.Argument is { Length: > 0 } text ? text[0] : '\0'; break;
                case 'p': prompt = options.Argument; break;
                case 'a': array = options.Argument; break;
                case 's': silent = true; break;
                case 'e' or 'i': break;
                case 't' when double.TryParse(options.Argument, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds): break;
                case 'u' when TryNumber(options.Argument, out source): break;
                case 'n' when TryNumber(options.Argument, out count): break;
                case 'N' when TryNumber(options.Argument, out count):
                    exact = true;
                    break;
                case '?' or ':': return Misuse(shell, options.Describe(option));
                default: return Misuse(shell, $"-{option} {options.Argument}: not a number");
            }
        }
        for (int i = options.Index; i < fields.Count; i++)
            if (!IsTarget(shell, fields[i])) return Misuse(shell, $"{fields[i]}: not a valid name");
        if (array is not null && !ShellText.IsName(array)) return Misuse(shell, $"{array}: not a valid name");
        if (seconds < 0 && !shell.Environment.Has(ShellOptions.Posix) && long.TryParse(shell.Environment.Variables.Get("TMOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out long limit) && limit > 0) seconds = limit;
        // 1 is the end of the input (POSIX read).
        if (shell.Environment.Descriptors[source] is not { IsMemory: false } file) return Misuse(shell, $"{source}: Bad file descriptor");
        if (seconds == 0) return OwnNumbers.WaitReadable(file.Number, TimeSpan.Zero) ? 0 : 1;
        bool isTerminal = file.Descriptor.IsTerminal;
        if (prompt is not null && isTerminal) shell.Output.WriteError(prompt);
        var line = new LineInput(file.Descriptor, shell) { Deadline = seconds > 0 && !IsFile(file) ? Environment.TickCount64 + (long)(seconds * 1000) : null };
        TerminalModes? modes = isTerminal && (silent || count != int.MaxValue || delimiter != '\n') ? TerminalModes.Read(file.Descriptor) : null;
        bool ended;
        try
        {
            modes?.With(echo: !silent, lines: count == int.MaxValue && delimiter == '\n').Apply(file.Descriptor);
            ended = count > 0 && !line.Read(exact ? LineInput.NoDelimiter : delimiter, raw, count);
        }
        catch (Engine.SystemCallException e)
        {
            shell.Error($"{Name}: {Engine.Processes.ErrnoText.Describe(e.Errno)}");
            return 2;
        }
        finally
        {
            modes?.Apply(file.Descriptor);
        }
        if (line.InterruptStatus != 0) return shell.Flow == Flow.None ? line.InterruptStatus : shell.Environment.LastStatus;
        try
        {
            if (array is not null) AssignArray(shell, array, line);
            else Assign(shell, line, fields, options.Index, exact);
        }
        catch (ShellErrorException e)
        {
            return Misuse(shell, e.Message);
        }
        return line.TimedOut ? TimedOutStatus : ended ? 1 : 0;
    }

    // As if SIGALRM had ended it.
    private const int TimedOutStatus = 128 + 14;

    private static bool IsTarget(Interpreter shell, string name) =>
        ShellText.IsName(name) || (!shell.Environment.Has(ShellOptions.Posix) && ElementName.TrySplit(name, out _, out _));

    private static bool IsFile(OpenFile file) => file.Descriptor.TrySeekBy(0);

    private static bool TryNumber(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static void Assign(Interpreter shell, LineInput line, List<string> fields, int first, bool exact)
    {
        if (first == fields.Count)
        {
            shell.Assign("REPLY", line.Text.ToString());
            return;
        }
        if (exact)
        {
            // Nothing is split: the first variable gets all.
            shell.AssignNamed(fields[first], line.Text.ToString());
            for (int i = first + 1; i < fields.Count; i++) shell.AssignNamed(fields[i], "");
            return;
        }
        var splitter = new LineSplitter(shell, line.Text, line.Quoted);
        for (int i = first; i < fields.Count - 1; i++) shell.AssignNamed(fields[i], splitter.Next());
        shell.AssignNamed(fields[^1], splitter.Rest());
    }

    private static void AssignArray(Interpreter shell, string name, LineInput line)
    {
        var splitter = new LineSplitter(shell, line.Text, line.Quoted);
        var variable = shell.Environment.Variables.ForWriting(shell.Environment.Variables.Resolve(name));
        variable.Set(null);
        variable.Array = new ShellArray(isAssociative: false) { IsAssigned = true };
        for (long i = 0; !splitter.IsAtEnd; i++) shell.AssignElement(variable.Name, null, i, splitter.Next(), isAppend: false);
    }
}
