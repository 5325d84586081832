using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>echo</c>: Writes its operands.</summary>
internal sealed class EchoBuiltin : Builtin
{
    public override string Name => "echo";

    public override string Usage => "[-neE] [string...]";

    public override string Summary => "Writes its operands.";

    public override bool IsPure => true;

    public override bool NeedsPath => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        // In POSIX mode as XSI says: no options, escapes. Else as bash.
        bool posix = shell.Environment.Has(ShellOptions.Posix), newline = true, escapes = posix || shell.Environment.Has(ShellOptions.EchoEscapes);
        int i = 1;
        if (posix)
        {
            if (i < fields.Count && fields[i] == "-n")
            {
                newline = false;
                i++;
            }
        }
        else
        {
            for (; i < fields.Count && IsOption(fields[i]); i++)
            {
                foreach (char letter in fields[i].AsSpan(1))
                {
                    if (letter == 'n') newline = false;
                    else escapes = letter == 'e';
                }
            }
        }
        for (int first = i; i < fields.Count; i++)
        {
            if (i > first) shell.Output.Write(' ');
            if (escapes && fields[i].Contains('\\', StringComparison.Ordinal))
            {
                bool ends = EscapeDecoder.DecodeEcho(fields[i], posix, out string decoded);
                shell.Output.Write(decoded);
                if (ends) return 0;
            }
            else shell.Output.Write(fields[i]);
        }
        if (newline) shell.Output.Write('\n');
        return 0;
    }

    private static bool IsOption(string text)
    {
        if (text.Length < 2 || text[0] != '-') return false;
        return text.AsSpan(1).IndexOfAnyExcept('n', 'e', 'E') < 0;
    }
}
