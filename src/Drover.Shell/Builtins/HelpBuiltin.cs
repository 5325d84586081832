using Drover.Shell.Execution;
using Drover.Shell.Expansions;

namespace Drover.Shell.Builtins;

/// <summary><c>help</c>: Says what built-ins do.</summary>
internal sealed class HelpBuiltin : Builtin
{
    public override string Name => "help";

    public override string Usage => "[-ds] [pattern...]";

    public override string Summary => "Says what built-ins do.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool usageOnly = false, summaryOnly = false;
        var options = new OptionScan(fields, "dms");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 's': usageOnly = true; break;
                case 'd': summaryOnly = true; break;
                case 'm': break;
                default: return Misuse(shell, options.Describe(option));
            }
        }
        Builtin[] all = [.. BuiltinTable.All.OrderBy(builtin => builtin.Name, StringComparer.Ordinal)];
        if (options.Index == fields.Count)
        {
            foreach (Builtin builtin in all) shell.Output.WriteLine($"{builtin.Name} {builtin.Usage}".TrimEnd());
            return 0;
        }
        int status = 0;
        foreach (string asked in fields.Skip(options.Index))
        {
            var pattern = PatternCompiler.Compile(asked, shell.Environment.PatternStyle);
            Builtin[] meant = [.. all.Where(builtin => pattern.IsMatch(builtin.Name))];
            if (meant.Length == 0) meant = [.. all.Where(builtin => builtin.Name.StartsWith(asked, StringComparison.Ordinal))];
            if (meant.Length == 0) status = Failed(shell, $"{asked}: there is no such built-in ('help' lists them; programs have manual pages)");
            foreach (Builtin builtin in meant)
            {
                if (summaryOnly) shell.Output.WriteLine($"{builtin.Name} - {builtin.Summary}");
                else shell.Output.WriteLine($"{builtin.Name}: {builtin.Name} {builtin.Usage}".TrimEnd() + (usageOnly ? "" : $"\n    {builtin.Summary}"));
            }
        }
        return status;
    }
}
