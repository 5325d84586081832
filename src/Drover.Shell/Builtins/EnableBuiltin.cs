using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>enable</c>: Turns built-ins on and off, so that a program of the same name is found.</summary>
internal sealed class EnableBuiltin : Builtin
{
    public override string Name => "enable";

    public override string Usage => "[-anps] [name...]";

    public override string Summary => "Turns built-ins on and off.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool off = false, all = false, special = false;
        var options = new OptionScan(fields, "anps");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'n': off = true; break;
                case 'a': all = true; break;
                case 's': special = true; break;
                case 'p': break;
                default: return Misuse(shell, options.Describe(option));
            }
        }
        string[] disabled = shell.Environment.DisabledBuiltins ?? [];
        if (options.Index == fields.Count)
        {
            foreach (Builtin builtin in BuiltinTable.All.OrderBy(builtin => builtin.Name, StringComparer.Ordinal))
            {
                bool isOff = disabled.Contains(builtin.Name);
                if ((all || isOff == off) && (!special || builtin.IsSpecial)) shell.Output.WriteLine($"enable {(isOff ? "-n " : "")}{builtin.Name}");
            }
            return 0;
        }
        int status = 0;
        foreach (string name in fields.Skip(options.Index))
        {
            if (BuiltinTable.Find(name) is null) status = Failed(shell, $"{name}: not a built-in");
            else disabled = off ? [.. disabled.Append(name).Distinct()] : [.. disabled.Where(other => other != name)];
        }
        shell.Environment.DisabledBuiltins = disabled.Length == 0 ? null : disabled;
        return status;
    }
}
