using Drover.Engine.Descriptors;
using Drover.Shell.Histories;

namespace Drover.Shell.Prompts;

/// <summary>What a shell offers to the <see cref="ICommandReader"/> that it reads from.</summary>
public interface IReaderHost
{
    /// <summary>Waits until something can be read, and deals meanwhile with all else that happens to a shell.</summary>
    /// <param name="input">The terminal, pipe or file that commands are read from.</param>
    /// <remarks>After <see cref="ReaderEvent.Interrupted"/>, <see cref="ReaderEvent.TimedOut"/> and <see cref="ReaderEvent.Ended"/> the reader returns a line of the same meaning.</remarks>
    ReaderEvent Wait(Descriptor input);

    /// <summary>Whether keys are vi's (<c>set -o vi</c>), else those of emacs.</summary>
    bool UsesViKeys { get; }

    /// <summary>The commands that were entered before.</summary>
    ICommandHistory History { get; }

    /// <summary>The value of a variable, its chars being bytes; null when it is not set.</summary>
    string? GetVariable(string name);
}
