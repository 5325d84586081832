using System.Runtime.CompilerServices;
using Drover.Shell.Invocation;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Execution;

/// <summary>Reading and executing whole texts: scripts, eval, dot.</summary>
internal sealed partial class Interpreter
{
    /// <summary>How text is read now.</summary>
    public SyntaxOptions Syntax => Environment.Has(ShellOptions.Posix) ? SyntaxOptions.PosixOnly
        : Environment.Has(ShellOptions.ExtGlob) ? s_extended : SyntaxOptions.Default;

    private static readonly SyntaxOptions s_extended = new() { ExtendedPatterns = true };

    /// <summary>Executes all commands of a source, one after the other as they are read, and returns the last one's status.</summary>
    /// <param name="parser">Gives the commands.</param>
    /// <param name="endsShell">Whether the shell ends with it, so that a syntax error needs no word to anybody else.</param>
    public int ExecuteAll(ShellParser parser, bool endsShell = false)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Error("commands are nested too deeply");
            return Abort(2);
        }
        // Only a special built-in that command itself runs spares the shell, not those in its text.
        int depth = CommandDepth;
        CommandDepth = 0;
        try
        {
            return ExecuteEach(parser, endsShell, depth);
        }
        finally
        {
            CommandDepth = depth;
        }
    }

    private int ExecuteEach(ShellParser parser, bool endsShell, int commandDepth)
    {
        int status = 0;
        while (true)
        {
            parser.Options = Syntax;
            ParseResult result = parser.TryParseNext();
            switch (result.Status)
            {
                case ParseStatus.EndOfInput:
                    return status;
                case ParseStatus.Complete:
                    if (result.List!.Items.IsEmpty) continue;
                    status = Execute(result.List);
                    Environment.LastStatus = status;
                    if (endsShell && Environment.Has(ShellOptions.OneCommand) && !Environment.Has(ShellOptions.CommandString)) return status;
                    if (Flow == Flow.None) continue;
                    if (Flow == Flow.Abort && endsShell && (Environment.Has(ShellOptions.Interactive) || !(_abortEndsShell || IsErrexit)))
                    {
                        Flow = Flow.None;
                        status = Environment.LastStatus;
                        continue;
                    }
                    return status;
                default:
                    Line = result.Diagnostic!.Line;
                    Error(result.Diagnostic.Message);
                    if (endsShell && Environment.Has(ShellOptions.Interactive))
                    {
                        Environment.LastStatus = status = 2;
                        continue;
                    }
                    // What eval and . read is a text of its own: as in bash, its error ends the shell in POSIX mode only.
                    return commandDepth > 0 || (!endsShell && !Environment.Has(ShellOptions.Posix)) ? 2 : Abort(2);
            }
        }
    }

    /// <summary>Executes a text.</summary>
    public int ExecuteText(string text, int line = 1) => ExecuteAll(new ShellParser(SourceOf(text), Syntax, AliasLookup, line));

    /// <summary>The lines of a text, which are shown while <c>set -v</c> is on.</summary>
    public ISourceReader SourceOf(string text) => Environment.Has(ShellOptions.Verbose) || text.Contains('\n', StringComparison.Ordinal) ? new VerboseSource(new TextSource(text), this) : new TextSource(text);

    /// <summary>How arguments are completed.</summary>
    public Completions.CompletionTable Completions { get; } = new();

    /// <summary>The aliases, as a parser asks for them.</summary>
    public Func<string, string?> AliasLookup => _aliasLookup ??= name => Environment.Has(ShellOptions.ExpandAliases) && Environment.Aliases.TryGet(name, out string? value) ? value : null;

    private Func<string, string?>? _aliasLookup;

    // A file that execve(2) does not know: a new shell is given it (POSIX 2.9.1.4).
    private Engine.Processes.ProcessSpec ScriptSpec(string file, List<string> fields) => Program(ScriptShell, ScriptFields(file, fields));

    private string ScriptShell => Session?.ShellExecutable ?? "/proc/self/exe";

    private List<string> ScriptFields(string file, List<string> fields) => [.. Environment.Has(ShellOptions.Posix) ? (string[])["sh"] : ["drover", "sh"], file, .. fields.Skip(1)];
}
