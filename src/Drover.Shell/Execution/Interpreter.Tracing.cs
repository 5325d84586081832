using System.Text;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Execution;

/// <summary>What <c>set -x</c> shows.</summary>
internal sealed partial class Interpreter
{
    private bool _isTracing;

    private void Trace(SimpleCommand command, List<string> fields)
    {
        if (_isTracing) return;
        var line = new StringBuilder(TracePrompt());
        bool first = true;
        foreach (Assignment assignment in command.Assignments)
        {
            if (!first) line.Append(' ');
            first = false;
            // Before a command they are not carried out yet, and expanding them a second time could do harm.
            string? value = fields.Count == 0 && assignment.Elements is null ? Environment.Variables.Get(assignment.Name) : assignment.Value?.ConstantText();
            if (value is null) line.Append(assignment.Text);
            else line.Append(assignment.Name).Append('=').Append(value.Length == 0 ? "" : ShellText.Quote(value));
        }
        foreach (string field in fields)
        {
            if (!first) line.Append(' ');
            first = false;
            line.Append(ShellText.Quote(field));
        }
        Output.WriteError(line.Append('\n').ToString());
    }

    private string TracePrompt()
    {
        string? prompt = Environment.Variables.Get("PS4");
        return prompt is null ? "+ " : ExpandPrompt(prompt);
    }

    /// <summary>Expands the value of a prompt variable: parameters, and what else double quotes allow.</summary>
    public string ExpandPrompt(string prompt)
    {
        if (prompt.AsSpan().IndexOfAny('$', '`', '\\') < 0) return prompt;
        int status = Environment.LastStatus;
        _isTracing = true;
        try
        {
            Word? word = PromptWord(prompt);
            return word is null ? prompt : Words.ExpandText(word)[..^1];
        }
        catch (ShellErrorException)
        {
            return prompt;
        }
        finally
        {
            _isTracing = false;
            Environment.LastStatus = status;
        }
    }

    // The body of a here-document is what a prompt is: as in double quotes, but with quotes as they are.
    private Word? PromptWord(string prompt)
    {
        ParseResult result = ShellParser.Parse($": <<\u0001\n{prompt}\n\u0001\n", Syntax);
        return result.List?.Items is [{ First.Commands: [SimpleCommand { Redirections: [{ HereDocument: { } document }] }] }] ? document.Body : null;
    }
}
