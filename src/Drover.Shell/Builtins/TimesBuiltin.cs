using Drover.Engine.Processes;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>times</c>: Shows the processor time of the shell and of its commands.</summary>
internal sealed class TimesBuiltin : Builtin
{
    public override string Name => "times";

    public override string Usage => "";

    public override string Summary => "Shows the processor time of the shell and of its commands.";

    public override bool IsSpecial => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (fields.Count > 1 && fields[1] != "--") return Misuse(shell, "takes no operands");
        ResourceUsage own = ResourceUsage.OfSelf(), children = ResourceUsage.OfChildren();
        shell.Output.WriteLine($"{Text(own.CpuUser)} {Text(own.CpuSystem)}");
        shell.Output.WriteLine($"{Text(children.CpuUser)} {Text(children.CpuSystem)}");
        return 0;
    }

    private static string Text(TimeSpan time) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.TotalSeconds % 60:0.000000}s");
}
