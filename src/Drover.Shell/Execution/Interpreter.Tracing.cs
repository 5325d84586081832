using System.Text;
using Drover.Shell.Expansions;
using Drover.Shell.Prompts;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Execution;

/// <summary>What <c>set -x</c> shows.</summary>
internal sealed partial class Interpreter
{
    private bool _isTracing;
    private string? _assignedText;

    /// <summary>How many command substitutions, texts of <c>eval</c> and sourced files are around the current command.</summary>
    public int TraceDepth { get; set; }

    // POSIX mode shows what POSIX has: simple commands.
    private bool TracesCompounds => Environment.Has(ShellOptions.XTrace) && !_isTracing && !Environment.Has(ShellOptions.Posix);

    private void Trace(SimpleCommand command, List<string> fields)
    {
        if (_isTracing) return;
        bool isPosix = Environment.Has(ShellOptions.Posix);
        var line = new StringBuilder();
        foreach (Assignment assignment in command.Assignments)
        {
            // They are not carried out yet, and expanding them a second time could do harm.
            string text = assignment.Value?.ConstantText() is { } value && assignment.Subscript is null ? $"{assignment.Name}{(assignment.IsAppend ? "+" : "")}={TraceQuote(value)}" : assignment.Text;
            if (isPosix) line.Append(text).Append(' ');
            else WriteTrace(text);
        }
        for (int i = 0; i < fields.Count; i++)
        {
            if (i > 0) line.Append(' ');
            if (_elementArguments is not null && _elementArguments.TryGetValue(fields[i], out var elements))
            {
                WriteTrace(elements.Assignment.Text);
                line.Append(elements.Assignment.Name);
            }
            else line.Append(fields[i].Length == 0 ? "''" : TraceQuote(fields[i]));
        }
        WriteTrace(line.ToString());
    }

    // One that has just been carried out. In POSIX mode all of a command stand in one line.
    private void TraceAssignment(Assignment assignment, bool isFirst, bool isLast)
    {
        string target = assignment.Name + (assignment.Subscript is { } subscript ? $"[{subscript.Word.Text}]" : "");
        string? value = _assignedText ?? (assignment.Elements is null ? Environment.Variables.Get(assignment.Name) ?? "" : null);
        string text = value is null ? assignment.Text : $"{target}{(assignment.IsAppend ? "+" : "")}={TraceQuote(value)}";
        if (!Environment.Has(ShellOptions.Posix)) WriteTrace(text);
        else Output.WriteTrace((isFirst ? TracePrompt() : " ") + text + (isLast ? "\n" : ""));
    }

    private void TraceLoop(ForCommand loop)
    {
        string words = loop.Words is { } given ? string.Join(' ', given.Select(word => word.Text)) : "\"$@\"";
        WriteTrace($"{(loop.IsSelect ? "select" : "for")} {loop.Variable} in {words}");
    }

    private void TraceArithmetic(ArithmeticText expression) => WriteTrace($"(( {expression.Word.Text} ))");

    private void TraceCondition(string text) => WriteTrace($"[[ {text} ]]");

    private static string ConditionOperand(string text) => text.Length == 0 ? "''" : text;

    // A pattern: what was quoted in it stands behind backslashes.
    private static string PatternOperand(ReadOnlySpan<char> chars, ReadOnlySpan<byte> flags)
    {
        var text = new StringBuilder();
        for (int i = 0; i < chars.Length; i++)
        {
            if (chars[i] == ExpansionBuffer.Mark) continue;
            if ((flags[i] & ExpansionBuffer.Quoted) != 0) text.Append('\\');
            text.Append(chars[i]);
        }
        return ConditionOperand(text.ToString());
    }

    private void WriteTrace(string text) => Output.WriteTrace(TracePrompt() + text + "\n");

    // As bash: only what would mean something else.
    private static string TraceQuote(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool quotes = text[i] is ' ' or '\t' or '\n' or '\'' or '"' or '\\' or '|' or '&' or ';' or '(' or ')' or '<' or '>' or '!' or '{' or '}' or '*' or '[' or '?' or ']' or '^' or '$' or '`'
                || (text[i] == '#' && i == 0) || (text[i] == '~' && (i == 0 || text[i - 1] is '=' or ':'));
            if (quotes) return ShellText.AlwaysQuote(text);
        }
        return text;
    }

    private string TracePrompt()
    {
        string prompt = Environment.Variables.Get("PS4") is { } given ? PromptText.Visible(PromptText.Expand(this, given)) : "+ ";
        if (TraceDepth == 0 || prompt.Length == 0 || Environment.Has(ShellOptions.Posix)) return prompt;
        int first = PatternElement.CharLength(prompt, Environment.IsUtf8);
        return string.Concat(Enumerable.Repeat(prompt[..first], TraceDepth)) + prompt;
    }

    /// <summary>Expands the value of a prompt variable: parameters, and what else double quotes allow.</summary>
    public string ExpandPrompt(string prompt, bool tellsErrors = false)
    {
        if (prompt.AsSpan().IndexOfAny('$', '`', '\\') < 0) return prompt;
        int status = Environment.LastStatus;
        _isTracing = true;
        try
        {
            Word? word = PromptWord(prompt);
            return word is null ? prompt : Words.ExpandText(word)[..^1];
        }
        catch (ShellErrorException e)
        {
            if (tellsErrors && !e.IsSaid) Error(e.Message);
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
        // A backslash at the end would take the newline with it.
        if ((prompt.Length - prompt.AsSpan().TrimEnd('\\').Length) % 2 == 1) prompt += "\\";
        ParseResult result = ShellParser.Parse($": <<\u0001\n{prompt}\n\u0001\n", Syntax);
        return result.List?.Items is [{ First.Commands: [SimpleCommand { Redirections: [{ HereDocument: { } document }] }] }] ? document.Body : null;
    }
}
