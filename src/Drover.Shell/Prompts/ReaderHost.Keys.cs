using Drover.Shell.Execution;
using Drover.Shell.Histories;
using Drover.Shell.Variables;

namespace Drover.Shell.Prompts;

internal sealed partial class ReaderHost
{
    private const string LineVariable = "READLINE_LINE", PointVariable = "READLINE_POINT", MarkVariable = "READLINE_MARK", ArgumentVariable = "READLINE_ARGUMENT";

    public EditedLine RunKeyCommand(string command, EditedLine line)
    {
        string text = WithoutNuls(ShellText.From(line.Text));
        int status = shell.Environment.LastStatus;
        VariableTable variables = shell.Environment.Variables;
        string mark = CharactersBefore(line, line.Mark ?? 0);
        // The user's own of these names, read-only ones or references too, are out of the way meanwhile.
        (string Name, Variable? Former)[] hidden =
        [
            Hide(LineVariable, text), Hide(PointVariable, CharactersBefore(line, line.Cursor)), Hide(MarkVariable, mark),
            Hide(ArgumentVariable, line.Argument is { } argument ? ShellText.Of(argument) : null),
        ];
        shell.ExecuteText(command);
        _ = shell.Output.Flush();
        bool isInterrupted = shell.Flow == Flow.Interrupt;
        shell.Signals.ForgetInterrupt();
        string edited = variables.Get(LineVariable) ?? text;
        EditedLine result = new(ShellText.ToArray(edited), OffsetOf(edited, variables.Get(PointVariable)) ?? (edited == text ? line.Cursor : edited.Length))
        {
            Mark = variables.Get(MarkVariable) is { } moved && moved != mark ? OffsetOf(edited, moved) : null,
            IsInterrupted = isInterrupted,
        };
        foreach ((string name, Variable? former) in hidden) _ = variables.Replace(name, former);
        if (shell.Flow != Flow.Exit)
        {
            shell.Environment.LastStatus = status;
            shell.Flow = Flow.None;
        }
        return result;
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

    private (string Name, Variable? Former) Hide(string name, string? value)
    {
        VariableTable variables = shell.Environment.Variables;
        Variable? former = variables.Replace(name, null);
        if (value is null) return (name, former);
        variables.Set(name, value);
        variables.SetAttributes(name, VariableAttributes.Exported);
        return (name, former);
    }

    // An entry of a history file may hold some; the environment of a program can't.
    private static string WithoutNuls(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    // bash counts characters.
    private string CharactersBefore(EditedLine line, int offset) => ShellText.Of(shell.Words.CharacterLength(WithoutNuls(ShellText.From(line.Text.AsSpan(0, Math.Min(offset, line.Text.Length))))));

    // Null when that is no number.
    private int? OffsetOf(string line, string? point)
    {
        if (!int.TryParse(point, out int characters)) return null;
        int offset = 0;
        for (; offset < line.Length; offset++)
        {
            bool begins = !shell.Environment.IsUtf8 || (line[offset] & 0xC0) != 0x80;
            if (begins && characters-- <= 0) break;
        }
        return offset;
    }
}
