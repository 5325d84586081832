using System.Globalization;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary><c>mapfile</c> and <c>readarray</c>: reads lines into an array.</summary>
internal sealed class MapfileBuiltin(string name) : Builtin
{
    public override string Name => name;

    public override string Usage => "[-t] [-d delimiter] [-n count] [-O index] [-s count] [-u descriptor] [-C command] [-c count] [array]";

    public override string Summary => "Reads lines into an array.";

    public override bool IsExtension => true;

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool strips = false;
        char delimiter = '\n';
        int count = 0, skip = 0, source = 0, quantum = 5000;
        long origin = -1;
        string? callback = null;
        var options = new OptionScan(fields, "td:n:O:s:u:C:c:");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 't': strips = true; break;
                case 'd': delimiter = options.Argument is { Length: > 0 } text ? text[0] : '\0'; break;
                case 'n' when TryNumber(options.Argument, out count): break;
                case 's' when TryNumber(options.Argument, out skip): break;
                case 'u' when TryNumber(options.Argument, out source): break;
                case 'c' when TryNumber(options.Argument, out quantum) && quantum > 0: break;
                case 'O' when TryNumber(options.Argument, out int start): origin = start; break;
                case 'C': callback = options.Argument; break;
                case '?' or ':': return Misuse(shell, options.Describe(option));
                default: return Misuse(shell, $"-{option} {options.Argument}: not a number");
            }
        }
        string array = options.Index < fields.Count ? fields[options.Index] : "MAPFILE";
        if (!ShellText.IsName(array)) return Misuse(shell, $"{array}: not a valid name");
        if (shell.Environment.Descriptors[source] is not { IsMemory: false } file) return Failed(shell, $"{source}: Bad file descriptor");
        Variable variable = shell.Environment.Variables.ForWriting(shell.Environment.Variables.Resolve(array));
        if (variable.Array is { IsAssociative: true }) return Failed(shell, $"{array}: is not an indexed array");
        ShellArray elements = Interpreter.ArrayOf(variable);
        if (origin < 0) elements.Clear();
        return Read(shell, file, variable.Name, Math.Max(0, origin), new Wish(strips, delimiter, count, skip, quantum, callback));
    }

    private readonly record struct Wish(bool Strips, char Delimiter, int Count, int Skip, int Quantum, string? Callback);

    private static int Read(Interpreter shell, OpenFile file, string name, long index, Wish wish)
    {
        for (int line = 0; wish.Count == 0 || line < wish.Count + wish.Skip; line++)
        {
            var input = new LineInput(file.Descriptor, shell);
            bool complete = input.Read(wish.Delimiter, raw: true, int.MaxValue);
            if (!complete && input.Text.Length == 0) return 0;
            if (line >= wish.Skip)
            {
                string text = new string(input.Text) + (wish.Strips || !complete || wish.Delimiter == '\0' ? "" : wish.Delimiter.ToString());
                if (wish.Callback is not null && (line - wish.Skip + 1) % wish.Quantum == 0)
                {
                    shell.ExecuteText($"{wish.Callback} {ShellText.Of(index)} {ShellText.AlwaysQuote(text)}");
                    if (shell.Flow != Flow.None) return shell.Environment.LastStatus;
                }
                // Taken anew: the callback may have changed it.
                shell.AssignElement(name, null, index++, text, isAppend: false);
            }
            if (!complete) return 0;
        }
        return 0;
    }

    private static bool TryNumber(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
