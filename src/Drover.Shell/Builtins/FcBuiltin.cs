using System.Globalization;
using System.Text;
using Drover.Engine.Descriptors;
using Drover.Shell.Execution;
using Drover.Shell.Histories;

namespace Drover.Shell.Builtins;

/// <summary><c>fc</c>: Lists, edits and executes former commands (POSIX fc).</summary>
internal sealed class FcBuiltin : Builtin
{
    private const int ListedByDefault = 16;

    public override string Name => "fc";

    public override string Usage => "[-r] [-e editor] [first [last]] | -l [-nr] [first [last]] | -s [old=new] [first]";

    public override string Summary => "Lists, edits and executes former commands.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool lists = false, numbers = true, reverses = false, executes = false;
        string? editor = null;
        int i = 1;
        // A number below zero is an operand and no option.
        while (i < fields.Count && fields[i].Length > 1 && fields[i][0] == '-' && !char.IsAsciiDigit(fields[i][1]))
        {
            string field = fields[i++];
            if (field == "--") break;
            for (int k = 1; k < field.Length; k++)
            {
                switch (field[k])
                {
                    case 'l': lists = true; break;
                    case 'n': numbers = false; break;
                    case 'r': reverses = true; break;
                    case 's': executes = true; break;
                    case 'e':
                        if (k + 1 == field.Length && i == fields.Count) return Misuse(shell, "-e: an argument is missing");
                        editor = k + 1 < field.Length ? field[(k + 1)..] : fields[i++];
                        k = field.Length;
                        break;
                    default: return Misuse(shell, $"-{field[k]}: unknown option");
                }
            }
        }
        List<string> operands = fields.GetRange(i, fields.Count - i);
        // "-e -" is the old way to write -s.
        if (executes || editor == "-") return Again(shell, operands);
        if (operands.Count > 2) return Misuse(shell, "too many operands");
        IReadOnlyList<HistoryEntry> entries = shell.History.Entries;
        int count = shell.History.Count;
        if (count == 0) return lists ? 0 : Failed(shell, "there is no former command");
        int first = operands.Count > 0 ? Find(entries, count, operands[0]) : lists ? Math.Max(0, count - ListedByDefault) : count - 1;
        int last = operands.Count > 1 ? Find(entries, count, operands[1]) : lists ? count - 1 : first;
        if (first < 0) return Failed(shell, $"{operands[0]}: no such command");
        if (last < 0) return Failed(shell, $"{operands[1]}: no such command");
        if (first > last) (first, last, reverses) = (last, first, !reverses);
        List<HistoryEntry> chosen = [.. entries.Skip(first).Take(last - first + 1)];
        if (reverses) chosen.Reverse();
        if (!lists) return Edit(shell, chosen, editor);
        foreach (HistoryEntry entry in chosen) shell.Output.WriteLine((numbers ? ShellText.Of(entry.Number) : "") + "\t" + entry.Command.Replace("\n", "\n\t", StringComparison.Ordinal));
        return 0;
    }

    // By number, by distance from the current command, or the newest that starts with the text; out of range is the oldest or newest for numbers.
    private static int Find(IReadOnlyList<HistoryEntry> entries, int count, string operand)
    {
        if (long.TryParse(operand, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            if (operand[0] == '-') return (int)Math.Max(0, count + Math.Min(number, -1));
            for (int i = 0; i < count; i++)
                if (entries[i].Number >= number) return i;
            return count - 1;
        }
        for (int i = count - 1; i >= 0; i--)
            if (entries[i].Command.StartsWith(operand, StringComparison.Ordinal)) return i;
        return -1;
    }

    private int Again(Interpreter shell, List<string> operands)
    {
        var replacements = new List<(string Old, string New)>();
        int i = 0;
        for (; i < operands.Count && operands[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var equals; i++) replacements.Add((operands[i][..equals], operands[i][(equals + 1)..]));
        if (operands.Count > i + 1) return Misuse(shell, "too many operands");
        int count = shell.History.Count;
        if (count == 0) return Failed(shell, "there is no former command");
        int index = i < operands.Count ? Find(shell.History.Entries, count, operands[i]) : count - 1;
        if (index < 0) return Failed(shell, $"{operands[i]}: no such command");
        string command = shell.History.Entries[index].Command;
        foreach ((string old, string replacement) in replacements)
        {
            int at = command.IndexOf(old, StringComparison.Ordinal);
            if (at >= 0) command = command[..at] + replacement + command[(at + old.Length)..];
        }
        shell.Output.WriteError(command + "\n");
        return Execute(shell, command);
    }

    private int Edit(Interpreter shell, List<HistoryEntry> entries, string? editor)
    {
        editor ??= shell.Environment.Variables.Get("FCEDIT") is { Length: > 0 } chosen ? chosen
            : !shell.Environment.Has(ShellOptions.Posix) && shell.Environment.Variables.Get("EDITOR") is { Length: > 0 } usual ? usual : "ed";
        string directory = shell.Environment.Variables.Get("TMPDIR") is { Length: > 0 } temporary ? temporary : "/tmp";
        string path = $"{directory}/fc-{Guid.NewGuid():N}";
        string text = string.Concat(entries.Select(entry => entry.Command + "\n"));
        using (Descriptor? file = Descriptor.TryOpen(ShellText.ToBytes(path), OpenMode.CreateNew, out int errno, 0x180 /* 0600 */))
        {
            if (file is null) return Failed(shell, $"{path}: {Engine.Processes.ErrnoText.Describe(errno)}");
            file.WriteAll(Encoding.Latin1.GetBytes(text));
        }
        try
        {
            int status = shell.ExecuteText($"{editor} {ShellText.AlwaysQuote(path)}");
            // What an editor that failed left is not to be executed (POSIX fc).
            if (status != 0 || shell.Flow != Flow.None)
            {
                shell.History.ReplaceCurrent(null);
                return status;
            }
            byte[]? edited = Descriptor.ReadFile(ShellText.ToBytes(path), out int errno);
            if (edited is null) return Failed(shell, $"{path}: {Engine.Processes.ErrnoText.Describe(errno)}");
            string command = ShellText.From(edited);
            shell.Output.WriteError(command);
            return Execute(shell, command);
        }
        finally
        {
            Remove(directory, path);
        }
    }

    private static int Execute(Interpreter shell, string command)
    {
        shell.History.ReplaceCurrent(command);
        return shell.ExecuteText(command);
    }

    private static void Remove(string directory, string path)
    {
        using Descriptor? place = Descriptor.TryOpen(ShellText.ToBytes(directory), OpenMode.Directory, out _);
        if (place is not null) _ = DirectoryFiles.Remove(place, ShellText.ToBytes(path[(directory.Length + 1)..]));
    }
}
