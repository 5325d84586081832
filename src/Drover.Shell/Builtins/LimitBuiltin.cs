using Drover.Shell.Execution;
using Drover.Shell.Limits;

namespace Drover.Shell.Builtins;

/// <summary><c>limit</c>: Runs a command or a whole pipeline within limits.</summary>
/// <remarks>A pipeline whose first stage it is comes to <see cref="Interpreter"/> as a whole; here it is about one command.</remarks>
internal sealed class LimitBuiltin : Builtin
{
    public override string Name => "limit";

    public override string Usage => "[--timeout time] [--grace time] [--memory size] [--cpu time] [--cpus number] [--pids number] -- command [| command]...";

    public override string Summary => "Runs a pipeline within limits and leaves nothing of it behind.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        int end = fields.IndexOf("--");
        if (end < 0 && fields.Count > 1) return Misuse(shell, new LimitSpec().Parse(fields.GetRange(1, fields.Count - 1)) ?? "write -- before the command");
        if (end < 0 || end == fields.Count - 1) return Misuse(shell, "write -- before the command");
        var limits = new LimitSpec();
        return limits.Parse(fields.GetRange(1, end - 1)) is { } mistake ? Misuse(shell, mistake) : shell.RunLimited(limits, fields, end + 1);
    }
}
