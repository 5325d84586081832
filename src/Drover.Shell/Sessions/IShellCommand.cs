namespace Drover.Shell.Sessions;

/// <summary>A command of the host's own, named by a <see cref="ShellCommandAttribute"/>.</summary>
public interface IShellCommand
{
    /// <summary>Carries it out and returns its exit status, 0 to 255.</summary>
    /// <remarks>Runs on the thread pool while the session waits for it: evaluating in the same session from here is refused.</remarks>
    ValueTask<int> ExecuteAsync(CommandContext context);
}
