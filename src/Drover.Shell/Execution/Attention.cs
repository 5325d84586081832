// Constraints
//   Ctrl-C, a closed terminal, the time limit of an evaluation: each must end a command also while the shell itself matches a pattern, walks directories or reads a device without an end.
//   Patterns know of no interpreter, are used by the thousand, and a look at what is pending must cost them next to nothing.
// Scheme
//   Each thread that interprets has its interpreter here. Loops that may last count steps, some tens of nanoseconds each; at a round number the interpreter looks, and throws.

namespace Drover.Shell.Execution;

/// <summary>Lets what the shell does itself be interrupted.</summary>
internal static class Attention
{
    private const int StepsBetweenLooks = 4096;

    [ThreadStatic]
    private static Interpreter? t_shell;

    [ThreadStatic]
    private static int t_steps;

    /// <summary>From now on it is this interpreter that runs on the thread.</summary>
    public static void Attach(Interpreter shell) => t_shell = shell;

    /// <summary>Something small was done, one of many; <paramref name="cost"/> times as large as the smallest.</summary>
    /// <exception cref="ShellErrorException">The command is to end.</exception>
    public static void Step(int cost = 1)
    {
        t_steps += cost;
        if (t_steps < StepsBetweenLooks) return;
        Look();
    }

    /// <summary>Something large was done.</summary>
    /// <exception cref="ShellErrorException">The command is to end.</exception>
    public static void Look()
    {
        t_steps = 0;
        t_shell?.ThrowIfEnding();
    }
}
