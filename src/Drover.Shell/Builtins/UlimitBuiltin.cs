using System.Globalization;
using Drover.Engine.Limits;
using Drover.Engine.Processes;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>ulimit</c>: Shows or sets resource limits.</summary>
internal sealed class UlimitBuiltin : Builtin
{
    public override string Name => "ulimit";

    public override string Usage => "[-HS] [-a | -cdefilmnpqrRstuvx] [limit]";

    public override string Summary => "Shows or sets resource limits.";

    private static readonly (char Letter, string Name, string Unit, int Resource, ulong Factor)[] s_limits =
    [
        ('c', "core file size", "blocks", 4, 512), ('d', "data seg size", "kbytes", 2, 1024), ('f', "file size", "blocks", 1, 512), ('l', "locked memory", "kbytes", 8, 1024),
        ('m', "resident set size", "kbytes", 5, 1024), ('n', "open files", "", 7, 1), ('s', "stack size", "kbytes", 3, 1024), ('t', "cpu time", "seconds", 0, 1),
        ('u', "processes", "", 6, 1), ('v', "virtual memory", "kbytes", 9, 1024), ('e', "scheduling priority", "", 13, 1), ('i', "pending signals", "", 11, 1), ('q', "message queues", "bytes", 12, 1),
        ('r', "real-time priority", "", 14, 1), ('R', "real-time timeout", "microseconds", 15, 1), ('x', "file locks", "", 10, 1),
    ];

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool hard = false, soft = false, all = false;
        var requests = new List<(char Letter, string? Value)>();
        var options = new OptionScan(fields, shell.Environment.Has(ShellOptions.Posix) ? "HSacdflmnstuv" : "HSacdflmnstuveipqrRx");
        while (true)
        {
            char option = options.Next();
            switch (option)
            {
                case 'H': hard = true; continue;
                case 'S': soft = true; continue;
                case 'a': all = true; continue;
                case '?' or ':': return Misuse(shell, options.Describe(option));
                case not '\0': requests.Add((option, null)); continue;
            }
            // As in bash each resource may have its limit behind it.
            if (requests is [.., (var letter, null)] && options.Index < fields.Count) requests[^1] = (letter, options.TakeOperand());
            else break;
        }
        if (requests.Count == 0) requests.Add(('f', options.Index < fields.Count ? options.TakeOperand() : null));
        if (options.Index < fields.Count) return Misuse(shell, "too many operands");
        bool posix = shell.Environment.Has(ShellOptions.Posix);
        if (all)
        {
            foreach ((char each, string _, string _, int number, ulong factor) in s_limits) shell.Output.WriteLine(Label(each) + Value(shell, number, Scale(factor, posix), hard));
            return 0;
        }
        foreach ((char letter, string? value) in requests)
        {
            int status = Carry(shell, letter, value, hard, soft, requests.Count > 1);
            if (status != 0) return status;
        }
        return 0;
    }

    // Sets one limit or shows it.
    private int Carry(Interpreter shell, char letter, string? value, bool hard, bool soft, bool labels)
    {
        if (letter == 'p')
        {
            if (value is not null) return Failed(shell, "the size of pipes can't be changed");
            shell.Output.WriteLine((labels ? Label(letter) : "") + PipeBlocks);
            return 0;
        }
        (char _, string _, string _, int resource, ulong size) = s_limits.First(limit => limit.Letter == letter);
        size = Scale(size, shell.Environment.Has(ShellOptions.Posix));
        if (value is not null) return Set(shell, value, resource, size, hard || !soft, soft || !hard);
        shell.Output.WriteLine((labels ? Label(letter) : "") + Value(shell, resource, size, hard && !soft));
        return 0;
    }

    private static string Label(char letter)
    {
        if (letter == 'p') return $"{"pipe size",-20} {"(512 bytes, -p)",-16} ";
        (char _, string name, string unit, int _, ulong _) = s_limits.First(limit => limit.Letter == letter);
        return $"{name,-20} {(unit.Length > 0 ? $"({unit}, -{letter})" : $"(-{letter})"),-16} ";
    }

    // PIPE_BUF in blocks of 512 bytes.
    private const string PipeBlocks = "8";

    // Blocks are those of POSIX in its mode, else 1024 bytes as in bash.
    private static ulong Scale(ulong factor, bool posix) => factor == 512 && !posix ? 1024 : factor;

    private int Set(Interpreter shell, string text, int resource, ulong factor, bool hard, bool soft)
    {
        (ulong currentSoft, ulong currentHard) = Read(shell, resource);
        ulong value;
        if (text == "unlimited") value = ulong.MaxValue;
        else if (text == "hard") value = currentHard;
        else if (text == "soft") value = currentSoft;
        else if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value > ulong.MaxValue / factor) return Misuse(shell, $"{text}: not a limit");
        else value *= factor;
        (ulong newSoft, ulong newHard) = (soft ? value : currentSoft, hard ? value : currentHard);
        // In a session the process is the host's: only commands get them.
        if (shell.Session is not null)
        {
            if (newSoft > newHard || newHard > currentHard) return Failed(shell, $"{text}: Operation not permitted");
            shell.Environment.Limits = (shell.Environment.Limits ?? ResourceLimits.None).With((ResourceLimit)resource, newSoft, newHard);
            return 0;
        }
        int errno = OwnLimits.Set((ResourceLimit)resource, newSoft, newHard);
        return errno == 0 ? 0 : Failed(shell, $"{text}: {ErrnoText.Describe(errno)}");
    }

    private static (ulong Soft, ulong Hard) Read(Interpreter shell, int resource)
    {
        if (shell.Environment.Limits?.Values.TryGetValue((ResourceLimit)resource, out (ulong, ulong) own) == true) return own;
        _ = OwnLimits.Read((ResourceLimit)resource, out ulong soft, out ulong hard);
        return (soft, hard);
    }

    private static string Value(Interpreter shell, int resource, ulong factor, bool hard)
    {
        (ulong soft, ulong highest) = Read(shell, resource);
        ulong value = hard ? highest : soft;
        return value == ulong.MaxValue ? "unlimited" : (value / factor).ToString(CultureInfo.InvariantCulture);
    }
}
