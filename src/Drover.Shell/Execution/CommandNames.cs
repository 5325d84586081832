using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Execution;

/// <summary>The names of commands in a function, which <c>set -h</c> remembers when it is defined.</summary>
internal static class CommandNames
{
    public static void Remember(CommandNode command, Interpreter shell)
    {
        switch (command)
        {
            case SimpleCommand { Words: [var first, ..] } when first.ConstantText() is { } name && !name.Contains('/', StringComparison.Ordinal):
                if (shell.FindBuiltin(name) is null) shell.Hash.Find(name, shell.Environment);
                break;
            case BraceGroup group:
                Remember(group.Body, shell);
                break;
            case Subshell subshell:
                Remember(subshell.Body, shell);
                break;
            case IfCommand branch:
                foreach (IfClause clause in branch.Clauses)
                {
                    Remember(clause.Condition, shell);
                    Remember(clause.Body, shell);
                }
                if (branch.Else is not null) Remember(branch.Else, shell);
                break;
            case WhileCommand loop:
                Remember(loop.Condition, shell);
                Remember(loop.Body, shell);
                break;
            case ForCommand loop:
                Remember(loop.Body, shell);
                break;
            case CaseCommand choice:
                foreach (CaseItem item in choice.Items) Remember(item.Body, shell);
                break;
        }
    }

    private static void Remember(CommandList list, Interpreter shell)
    {
        foreach (ListItem item in list.Items)
        {
            Remember(item.First, shell);
            foreach (AndOrTail tail in item.Rest) Remember(tail.Pipeline, shell);
        }
    }

    private static void Remember(CommandPipeline pipeline, Interpreter shell)
    {
        foreach (CommandNode command in pipeline.Commands) Remember(command, shell);
    }
}
