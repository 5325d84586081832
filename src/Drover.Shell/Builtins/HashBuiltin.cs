using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>hash</c>: Remembers or forgets where commands are.</summary>
internal sealed class HashBuiltin : Builtin
{
    public override string Name => "hash";

    public override string Usage => "[-r] [name...]";

    public override string Summary => "Remembers or forgets where commands are.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        var options = new OptionScan(fields, "r");
        while (options.Next() is var option && option != '\0')
        {
            if (option != 'r') return Misuse(shell, options.Describe(option));
            shell.Hash.Clear();
        }
        if (fields.Count == 1)
        {
            foreach ((string _, (string path, int _)) in shell.Hash.Items) shell.Output.WriteLine(path);
            return 0;
        }
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++)
        {
            string name = fields[i];
            if (name.Contains('/', StringComparison.Ordinal) || shell.FindBuiltin(name) is not null || shell.Environment.Functions.TryGet(name, out _)) continue;
            if (shell.Hash.Find(name, shell.Environment) is null) status = Failed(shell, $"{name}: not found");
        }
        return status;
    }
}
