using Drover.Engine.Descriptors;
using Drover.Shell.Completions;
using Drover.Shell.Histories;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Prompts;

/// <summary>What a shell offers to the <see cref="ICommandReader"/> that it reads from.</summary>
public interface IReaderHost
{
    /// <summary>Waits until something can be read, and deals meanwhile with all else that happens to a shell.</summary>
    /// <param name="input">The terminal, pipe or file that commands are read from.</param>
    /// <param name="timeout">The longest time to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <remarks>After <see cref="ReaderEvent.Interrupted"/>, <see cref="ReaderEvent.TimedOut"/> and <see cref="ReaderEvent.Ended"/> the reader returns a line of the same meaning.</remarks>
    ReaderEvent Wait(Descriptor input, TimeSpan timeout);

    /// <summary>Does what SIGINT would do when the reader itself has read the key for it: runs its trap. To be called once the terminal's modes are the ordinary ones.</summary>
    /// <returns><see cref="CommandLineKind.Interrupted"/>, or <see cref="CommandLineKind.Ended"/> if the trap has ended the shell.</returns>
    CommandLineKind Interrupt();

    /// <summary>Whether a text, or what it continues, is one or several complete commands; what more text would not mend counts as complete.</summary>
    bool IsComplete(ReadOnlySpan<byte> text);

    /// <summary>The shell's standard input now; null when it is closed.</summary>
    Descriptor? Input { get; }

    /// <summary>The shell's standard error now, to which prompts are written; null when it is closed.</summary>
    Descriptor? Output { get; }

    /// <summary>Whether keys are vi's (<c>set -o vi</c>), else those of emacs.</summary>
    bool UsesViKeys { get; }

    /// <summary>The commands that were entered before.</summary>
    ICommandHistory History { get; }

    /// <summary>What <c>complete</c> was told about the arguments of a command; null when it was told nothing. May execute a function of the user's.</summary>
    /// <param name="request">The command, and which of its words is meant.</param>
    ProgrammedCompletion? Complete(CompletionRequest request);

    /// <summary>Executes a command that a key was bound to (<c>bind -x</c>): it sees the line as READLINE_LINE, READLINE_POINT and READLINE_MARK and may change them, and the argument as READLINE_ARGUMENT. To be called once the terminal's modes are the ordinary ones.</summary>
    /// <param name="command">The command; its chars are bytes.</param>
    /// <param name="line">The line.</param>
    /// <returns>The line as it is to be.</returns>
    EditedLine RunKeyCommand(string command, EditedLine line);

    /// <summary>Puts former commands in the place of <c>!!</c> and the like; null when nothing changes, or it can't be done.</summary>
    byte[]? ExpandHistory(ReadOnlySpan<byte> text);

    /// <summary>Reads the user's inputrc file again.</summary>
    void ReadKeys();

    /// <summary>The names that mean something to the shell.</summary>
    IShellNames Names { get; }

    /// <summary>How text is read now.</summary>
    SyntaxOptions Syntax { get; }

    /// <summary>The working directory, where paths start that are relative; null for that of the process.</summary>
    Descriptor? Directory { get; }

    /// <summary>The value of a variable, its chars being bytes; null when it is not set.</summary>
    string? GetVariable(string name);
}
