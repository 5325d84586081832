using Drover.Shell.Builtins;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Execution;

/// <summary>Says whether a list can run in the shell's own process without anybody noticing.</summary>
internal static class SubshellAnalysis
{
    private const int GreatestDepth = 8;

    /// <summary>Whether every command is a built-in or function that only reads and writes shell state.</summary>
    public static bool IsPure(CommandList list, Interpreter shell) => IsPure(list, shell, 0);

    /// <summary>Whether a list of several commands starts with one that could define an alias for the others.</summary>
    public static bool MayDefineAlias(CommandList list)
    {
        foreach (ListItem item in list.Items.AsSpan(0, Math.Max(0, list.Items.Length - 1)))
            if (item.First.Commands is [SimpleCommand { Words: [{ UnquotedText: "alias" }, ..] }]) return true;
        return false;
    }

    private static bool IsPure(CommandList list, Interpreter shell, int depth)
    {
        foreach (ListItem item in list.Items)
        {
            if (item.IsAsync || !IsPure(item.First, shell, depth)) return false;
            foreach (AndOrTail tail in item.Rest)
                if (!IsPure(tail.Pipeline, shell, depth)) return false;
        }
        return true;
    }

    private static bool IsPure(CommandPipeline pipeline, Interpreter shell, int depth) =>
        pipeline is { Commands.Length: 1, Timing: PipelineTiming.None } && IsPure(pipeline.Commands[0], shell, depth);

    private static bool IsPure(CommandNode command, Interpreter shell, int depth)
    {
        if (depth > GreatestDepth) return false;
        switch (command)
        {
            case SimpleCommand simple:
                return IsPure(simple, shell, depth);
            case BraceGroup group:
                return IsPure(group.Body, shell, depth);
            case IfCommand branch:
                foreach (IfClause clause in branch.Clauses)
                    if (!IsPure(clause.Condition, shell, depth) || !IsPure(clause.Body, shell, depth)) return false;
                return branch.Else is null || IsPure(branch.Else, shell, depth);
            case WhileCommand loop:
                return IsPure(loop.Condition, shell, depth) && IsPure(loop.Body, shell, depth);
            case ForCommand { IsSelect: false } loop:
                return IsPure(loop.Body, shell, depth);
            case CaseCommand choice:
                foreach (CaseItem item in choice.Items)
                    if (!IsPure(item.Body, shell, depth)) return false;
                return true;
            case Subshell subshell:
                return IsPure(subshell.Body, shell, depth + 1);
            case ConditionalCommand or ArithmeticCommand:
                return true;
            default:
                return false;
        }
    }

    private static bool IsPure(SimpleCommand command, Interpreter shell, int depth)
    {
        if (command.Words.IsEmpty) return true;
        if (WordText(command.Words[0]) is not { } name) return false;
        if (shell.Environment.Functions.TryGet(name, out ShellFunction? function)) return IsPure(function.Body, shell, depth + 1);
        return shell.FindBuiltin(name) is { IsPure: true } builtin && !(builtin is JobsBuiltin && RunsCommand(command));
    }

    // jobs -x.
    private static bool RunsCommand(SimpleCommand command)
    {
        foreach (Word word in command.Words)
            if (WordText(word) is not { } text || (text.StartsWith('-') && text.Contains('x', StringComparison.Ordinal))) return true;
        return false;
    }

    private static string? WordText(Word word) => word.MayHaveBraces ? null : word.ConstantText();
}
