using Drover.Shell.Execution;
using Drover.Shell.Histories;
using Drover.Shell.Variables;

namespace Drover.Shell.Prompts;

internal sealed partial class ReaderHost
{
    private const string LineVariable = "READLINE_LINE", PointVariable = "READLINE_POINT";

    public (byte[] Text, int Cursor) RunKeyCommand(string command, ReadOnlySpan<byte> text, int cursor)
    {
        string line = ShellText.From(text);
        int status = shell.Environment.LastStatus;
        VariableTable variables = shell.Environment.Variables;
        shell.Assign(LineVariable, line);
        shell.Assign(PointVariable, ShellText.Of(shell.Words.CharacterLength(line[..cursor])));
        shell.ExecuteText(command);
        _ = shell.Output.Flush();
        shell.Signals.ForgetInterrupt();
        if (variables.Get(LineVariable) is { } edited)
        {
            line = edited;
            cursor = OffsetOf(line, variables.Get(PointVariable));
        }
        variables.Unset(LineVariable);
        variables.Unset(PointVariable);
        if (shell.Flow != Flow.Exit)
        {
            shell.Environment.LastStatus = status;
            shell.Flow = Flow.None;
        }
        return (ShellText.ToArray(line), cursor);
    }

    public byte[]? ExpandHistory(ReadOnlySpan<byte> text)
    {
        string line = ShellText.From(text);
        if (!shell.Environment.Has(ShellOptions.HistoryExpansion) || !HistoryExpansion.MayChange(line)) return null;
        try
        {
            string expanded = new HistoryExpansion([.. shell.History.Entries.Take(shell.History.Count)]).Expand(line);
            return expanded == line ? null : ShellText.ToArray(expanded);
        }
        catch (ShellErrorException)
        {
            // What is not found stays, and Enter says so.
            return null;
        }
    }

    public void ReadKeys()
    {
        if (shell.Reader?.Keys is { } keys) InputrcFile.ReadFirst(shell, keys);
    }

    // bash counts characters.
    private int OffsetOf(string line, string? point)
    {
        if (!int.TryParse(point, out int characters) || characters <= 0) return 0;
        int offset = 0;
        for (; offset < line.Length; offset++)
        {
            bool begins = !shell.Environment.IsUtf8 || (line[offset] & 0xC0) != 0x80;
            if (begins && characters-- == 0) break;
        }
        return offset;
    }
}
