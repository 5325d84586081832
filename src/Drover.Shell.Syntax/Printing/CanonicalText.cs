using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Printing;

/// <summary>Writes a tree as shell text that is parsed to the same tree again, in the form that <c>type</c> and <c>declare -f</c> of bash use.</summary>
/// <remarks>
/// Words stay as they were written, with their quotes; comments and line breaks between commands go. The text has to be parsed with the options that the tree was parsed
/// with. Where bash rewrites, this does not: <c>elif</c> stays, <c>for name</c> gets no <c>in "$@"</c>, the body of a function gets no braces of its own.
/// </remarks>
public static class CanonicalText
{
    /// <summary>A list, one and-or list a line; here-documents follow the line that they belong to. No newline ends it.</summary>
    public static string Of(CommandList list) => new TreeWriter(inOneLine: false).Write(list);

    /// <summary>An and-or list with its <c>&amp;</c>.</summary>
    public static string Of(ListItem item) => new TreeWriter(inOneLine: false).Write(item);

    /// <summary>An and-or list without its <c>&amp;</c>.</summary>
    public static string InForeground(ListItem item) => new TreeWriter(inOneLine: false).Write(item, isAsync: false);

    /// <summary>A command; for a function <c>name () </c>, a newline, and its body.</summary>
    public static string Of(CommandNode command) => new TreeWriter(inOneLine: false).Write(command);

    /// <summary>The operator of a redirection: <c>&gt;&gt;</c>.</summary>
    public static string OperatorOf(RedirectionKind kind) => TreeWriter.Operator(kind).Text;

    /// <summary>An and-or list without its <c>&amp;</c> as the text of a job: in one line as far as its words are, and without the lines of here-documents.</summary>
    public static string LineOf(ListItem item) => new TreeWriter(inOneLine: true).Write(item);

    /// <summary>A pipeline as the text of a job.</summary>
    public static string LineOf(CommandPipeline pipeline) => new TreeWriter(inOneLine: true).Write(pipeline);

    /// <summary>A command as the text of a job or of a stage of one.</summary>
    public static string LineOf(CommandNode command) => new TreeWriter(inOneLine: true).Write(command);
}
