using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>The directories of <c>pushd</c>, <c>popd</c> and <c>dirs</c>: the first one is always the working directory.</summary>
internal static class DirectoryStack
{
    /// <summary>All of them, the newest first.</summary>
    public static List<string> All(ExecutionEnvironment environment) => [LogicalPath.Current(environment, out _) ?? ".", .. environment.PushedDirectories];

    /// <summary>The index that <c>+n</c> or <c>-n</c> means; -1 when it is none, or there is no such directory.</summary>
    public static int IndexOf(string operand, int count)
    {
        if (operand.Length < 2 || operand[0] is not ('+' or '-') || !int.TryParse(operand.AsSpan(1), out int number) || number < 0 || number >= count) return -1;
        return operand[0] == '+' ? number : count - 1 - number;
    }
}
