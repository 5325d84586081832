using Drover.LineEditor.Histories;
using Drover.Shell.Histories;
using Drover.Shell.Prompts;

namespace Drover.Cli.Interactive;

/// <summary>The shell's history for the editor, and what it makes one expect of a line that was begun.</summary>
/// <remarks>What other shells have entered is looked for when something is asked for the first time after a prompt.</remarks>
internal sealed class ShellHistory : IHistory, ISuggester
{
    /// <summary>How many commands that fit are asked whether they were entered in this directory.</summary>
    private const int MostCandidates = 50;

    private IReaderHost? _host;
    private bool _isFresh;

    /// <summary>A line is about to be read.</summary>
    public void Begin(IReaderHost host) => (_host, _isFresh) = (host, false);

    public int Count => Commands.Count;

    private ICommandHistory Commands
    {
        get
        {
            ICommandHistory history = _host!.History;
            if (_isFresh) return history;
            _isFresh = true;
            history.Refresh();
            return history;
        }
    }

    public ReadOnlySpan<byte> GetEntry(int age) => Commands.GetCommand(age);

    public int Find(ReadOnlySpan<byte> text, int age, bool older, HistoryMatch match) => Commands.Find(text, age, older, match == HistoryMatch.Prefix);

    public byte[]? Suggest(ReadOnlySpan<byte> text)
    {
        ICommandHistory history = Commands;
        string? here = _host!.GetVariable("PWD");
        int first = -1, tries = 0;
        for (int age = 0; tries < MostCandidates && (age = history.Find(text, age, older: true, atStart: true)) >= 0; age++)
        {
            if (history.GetCommand(age).Length == text.Length) continue;
            if (history.GetDirectory(age) == here) return Rest(history, age, text.Length);
            if (first < 0) first = age;
            tries++;
        }
        return first < 0 ? null : Rest(history, first, text.Length);
    }

    private static byte[] Rest(ICommandHistory history, int age, int length) => history.GetCommand(age)[length..].ToArray();
}
