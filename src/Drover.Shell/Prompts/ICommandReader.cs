namespace Drover.Shell.Prompts;

/// <summary>Reads the commands of an interactive shell, a line at a time: the seam between the shell and whoever edits lines.</summary>
/// <remarks>
/// The shell has one thread, so the reader must not wait on its own: it calls <see cref="IReaderHost.Wait"/> for its next keys, and meanwhile the shell deals with children that end or stop,
/// traps, the window's size, <c>TMOUT</c> and the notices of <c>set -b</c>. When the shell itself has to write to the terminal, or a trap runs a command, it calls <see cref="Suspend"/> first and
/// <see cref="Resume"/> afterwards, from within that wait. Terminal modes are the reader's from the beginning of <see cref="Read"/> to its end, and must be what they were before when it returns or throws.
/// </remarks>
public interface ICommandReader
{
    /// <summary>Shows a prompt and reads a line, or several lines if the user edited them together.</summary>
    /// <param name="request">The prompt, and what the line continues.</param>
    /// <param name="host">The shell, to wait with.</param>
    CommandLine Read(PromptRequest request, IReaderHost host);

    /// <summary>Leaves the line that is being edited: the cursor goes to the beginning of a free line, the terminal's modes are what commands expect.</summary>
    void Suspend();

    /// <summary>Shows prompt and line again, below what was written since <see cref="Suspend"/>.</summary>
    void Resume();

    /// <summary>Its keys, for <c>bind</c> and inputrc files; null when they can't be changed.</summary>
    IEditorKeys? Keys => null;
}
