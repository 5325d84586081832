using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>alias</c>: Defines or shows aliases.</summary>
internal sealed class AliasBuiltin : Builtin
{
    public override string Name => "alias";

    public override string Usage => "[name[=value]...]";

    public override string Summary => "Defines or shows aliases.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = fields.Count > 1 && fields[1] is "--" or "-p" ? 2 : 1;
        if (fields.Count == first)
        {
            foreach ((string name, string value) in shell.Environment.Aliases.Items.OrderBy(item => item.Key, StringComparer.Ordinal)) Show(shell, name, value);
            return 0;
        }
        int status = 0;
        for (int i = first; i < fields.Count; i++)
        {
            int equals = fields[i].IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) shell.Environment.Aliases.Set(fields[i][..equals], fields[i][(equals + 1)..]);
            else if (shell.Environment.Aliases.TryGet(fields[i], out string? value)) Show(shell, fields[i], value);
            else status = Failed(shell, $"{fields[i]}: no such alias");
        }
        return status;
    }

    // To be read again; POSIX wants the name first.
    private static void Show(Interpreter shell, string name, string value) =>
        shell.Output.WriteLine($"{(shell.Environment.Has(ShellOptions.Posix) ? "" : "alias ")}{name}={ShellText.AlwaysQuote(value)}");
}
