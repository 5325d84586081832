using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>umask</c>: Shows or sets the file mode creation mask.</summary>
internal sealed class UmaskBuiltin : Builtin
{
    public override string Name => "umask";

    public override string Usage => "[-pS] [mask]";

    public override string Summary => "Shows or sets the file mode creation mask.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool symbolic = false, reusable = false;
        int i = 1;
        for (; i < fields.Count && fields[i] is "-S" or "--" or "-p" or "-pS" or "-Sp"; i++)
        {
            if (fields[i] == "--")
            {
                i++;
                break;
            }
            reusable |= fields[i].Contains('p', StringComparison.Ordinal);
            symbolic |= fields[i].Contains('S', StringComparison.Ordinal);
        }
        // A mask such as "-w" has to stand behind "--".
        if (i < fields.Count && fields[i].StartsWith('-') && fields[i - 1] != "--") return Misuse(shell, $"{fields[i]}: unknown option");
        if (fields.Count > i + 1) return Misuse(shell, "too many operands");
        int mask = shell.Environment.FileMask;
        if (fields.Count == i)
        {
            if (reusable) shell.Output.Write(symbolic ? "umask -S " : "umask ");
            shell.Output.WriteLine(symbolic ? SymbolicMode.Describe(~mask & 0x1FF) : Octal(mask));
            return 0;
        }
        string text = fields[i];
        int permissions = ~mask & 0x1FF;
        if (text.Length > 0 && text[0] is >= '0' and <= '9')
        {
            int value = 0;
            foreach (char digit in text)
            {
                if (digit is < '0' or > '7' || value > 0x3F) return Misuse(shell, $"{text}: not an octal mask");
                value = (value * 8) + (digit - '0');
            }
            shell.Environment.FileMask = value & 0x1FF;
            return 0;
        }
        if (!SymbolicMode.TryApply(text, ref permissions)) return Misuse(shell, $"{text}: not a mask");
        shell.Environment.FileMask = ~permissions & 0x1FF;
        return 0;
    }

    private static string Octal(int mask) => $"0{(mask >> 6) & 7}{(mask >> 3) & 7}{mask & 7}";
}
