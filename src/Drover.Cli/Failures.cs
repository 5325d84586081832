using Drover.Cli.Printing;
using Drover.Engine.Spawning;

namespace Drover.Cli;

/// <summary>The one place where what went wrong becomes a line on standard error and an exit status.</summary>
internal static class Failures
{
    /// <summary>Reports it and returns the exit status.</summary>
    public static int Report(Exception e)
    {
        switch (e)
        {
            case OutputClosedException:
                return ExitStatus.OutputClosed;
            case CliException cli:
                StandardError.Line(cli.Message);
                return cli.ExitStatus;
            case SpawnException spawn:
                StandardError.Line(spawn.Message);
                return spawn.ExitStatus;
            case IOException or UnauthorizedAccessException or InvalidDataException:
                // Runs, shims and system calls fail with kinds of IOException that say what to do.
                StandardError.Line(e.Message);
                return ExitStatus.Failure;
            default:
                StandardError.Line("this is a mistake in drover; please report it with the lines below.");
                foreach (string line in e.ToString().Split('\n')) StandardError.Plain(line);
                return ExitStatus.Failure;
        }
    }
}
