namespace Drover.Shell.Histories;

/// <summary>The commands that were entered before, as an editor of lines sees them.</summary>
/// <remarks>An age counts from the newest command, which has 0. While a line is read nothing is added.</remarks>
public interface ICommandHistory
{
    /// <summary>How many commands there are.</summary>
    int Count { get; }

    /// <summary>Takes in what other shells have entered since the last time. Not to be called once something was asked of the history for a line.</summary>
    void Refresh();

    /// <summary>The working directory that a command was started in; null when that is not known.</summary>
    string? GetDirectory(int age);

    /// <summary>The bytes of one command, without the newline at its end.</summary>
    ReadOnlySpan<byte> GetCommand(int age);

    /// <summary>Looks for a command that has <paramref name="text"/> in it, or at its start; -1 when there is none.</summary>
    /// <param name="text">What to look for.</param>
    /// <param name="age">The first one to look at.</param>
    /// <param name="older">Whether to go on with older ones, or else with newer ones.</param>
    /// <param name="atStart">Whether the command must begin with the text.</param>
    int Find(ReadOnlySpan<byte> text, int age, bool older, bool atStart);
}
