using Drover.Shell.Execution;
using Drover.Shell.Traps;

namespace Drover.Shell.Builtins;

/// <summary><c>trap</c>: Sets what is done on signals and at the end.</summary>
internal sealed class TrapBuiltin : Builtin
{
    public override string Name => "trap";

    public override string Usage => "[action condition...] | -p [condition...] | -l";

    public override string Summary => "Sets what is done on signals and at the end.";

    public override bool IsSpecial => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool shows = false;
        int first = 1;
        if (fields.Count == 2 && fields[1] == "-l") return BuiltinTable.Find("kill")!.Run(shell, ["kill", "-l"]);
        if (fields.Count > 1 && fields[1] == "-p")
        {
            shows = true;
            first = 2;
        }
        if (fields.Count > first && fields[first] == "--") first++;
        else if (!shows && fields.Count > 1 && fields[1].Length > 1 && fields[1][0] == '-') return Misuse(shell, $"{fields[1]}: unknown option");
        if (fields.Count == first || shows) return Show(shell, fields, first);
        string? action = fields[first];
        // A number first: all operands are conditions, to be reset. So is a condition alone.
        if (action.Length > 0 && action.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0) action = null;
        else if (fields.Count == first + 1 && TrapConditions.TryParse(action, out _)) action = null;
        else
        {
            first++;
            if (action == "-") action = null;
            if (fields.Count == first) return Misuse(shell, "a condition is missing");
        }
        int status = 0;
        for (int i = first; i < fields.Count; i++)
        {
            if (!TrapConditions.TryParse(fields[i], out int condition))
            {
                shell.Error($"{Name}: {fields[i]}: no such signal");
                status = 1;
                continue;
            }
            int errno = shell.Signals.Set(condition, action);
            if (errno != 0) status = Failed(shell, $"{fields[i]}: {Engine.Processes.ErrnoText.Describe(errno)}");
        }
        return status;
    }

    private int Show(Interpreter shell, List<string> fields, int first)
    {
        int status = 0;
        if (fields.Count == first)
        {
            for (int condition = 0; condition < TrapConditions.Count; condition++) ShowOne(shell, condition, evenDefault: false);
            return 0;
        }
        for (int i = first; i < fields.Count; i++)
        {
            if (TrapConditions.TryParse(fields[i], out int condition)) ShowOne(shell, condition, evenDefault: shell.Environment.Has(ShellOptions.Posix));
            else status = Failed(shell, $"{fields[i]}: no such signal");
        }
        return status;
    }

    private static void ShowOne(Interpreter shell, int condition, bool evenDefault)
    {
        string? action = shell.Signals.Shown(condition);
        if (action is null && !evenDefault) return;
        shell.Output.WriteLine($"trap -- {(action is null ? "-" : ShellText.AlwaysQuote(action))} {(TrapConditions.IsSignal(condition) && !shell.Environment.Has(ShellOptions.Posix) ? "SIG" : "")}{TrapConditions.Name(condition)}");
    }
}
