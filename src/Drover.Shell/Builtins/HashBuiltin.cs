using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>hash</c>: Remembers or forgets where commands are.</summary>
internal sealed class HashBuiltin : Builtin
{
    public override string Name => "hash";

    public override string Usage => "[-lr] [-p path] [-dt] [name...]";

    public override string Summary => "Remembers or forgets where commands are.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool forgets = false, shows = false, reusable = false;
        string? path = null;
        var options = new OptionScan(fields, shell.Environment.Has(ShellOptions.Posix) ? "r" : "rdtlp:");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'r': shell.Hash.Clear(); break;
                case 'd': forgets = true; break;
                case 't': shows = true; break;
                case 'l': reusable = true; break;
                case 'p': path = options.Argument; break;
                default: return Misuse(shell, options.Describe(option));
            }
        }
        if (options.Index == fields.Count)
        {
            if (forgets || shows) return Misuse(shell, "the name of a command is missing");
            if (fields.Count > 1 && !reusable) return 0;
            foreach ((string name, (string found, int _)) in shell.Hash.Items) shell.Output.WriteLine(reusable ? $"builtin hash -p {found} {name}" : found);
            return 0;
        }
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++) status |= One(shell, fields[i], path, forgets, shows, reusable, fields.Count - options.Index > 1);
        return status;
    }

    private int One(Interpreter shell, string name, string? path, bool forgets, bool shows, bool reusable, bool isOneOfMany)
    {
        if (path is not null)
        {
            shell.Hash.Remember(name, path, shell.Environment);
            return 0;
        }
        if (forgets) return shell.Hash.Forget(name) ? 0 : Failed(shell, $"{name}: not found");
        if (shows)
        {
            if (shell.Hash.Known(name) is not { } known) return Failed(shell, $"{name}: not found");
            shell.Output.WriteLine(reusable ? $"builtin hash -p {known} {name}" : isOneOfMany ? $"{name}\t{known}" : known);
            return 0;
        }
        if (name.Contains('/', StringComparison.Ordinal) || shell.FindBuiltin(name) is not null || shell.Environment.Functions.TryGet(name, out _)) return 0;
        return shell.Hash.Find(name, shell.Environment) is null ? Failed(shell, $"{name}: not found") : 0;
    }
}
