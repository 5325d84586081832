using Drover.Shell.Syntax.Lexing;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Printing;

/// <summary>Compound commands and functions.</summary>
internal sealed partial class TreeWriter
{
    private void Compound(CommandNode command)
    {
        switch (command)
        {
            case BraceGroup group:
                _text.Append("{ ");
                Indented(group.Body, closed: inOneLine);
                _text.Append('}');
                break;
            case Subshell subshell:
                _text.Append("( ");
                Items(subshell.Body, closed: false, inline: true);
                _text.Append(" )");
                break;
            case IfCommand choice:
                If(choice);
                break;
            case WhileCommand loop:
                _text.Append(loop.IsUntil ? "until " : "while ");
                Condition(loop.Condition, "do");
                Body(loop.Body, "done");
                break;
            case ForCommand loop:
                For(loop);
                break;
            case ArithmeticForCommand loop:
                _text.Append("for ((");
                Slice(loop.Initial);
                _text.Append("; ");
                Slice(loop.Condition);
                _text.Append("; ");
                Slice(loop.Step);
                _text.Append("))");
                if (inOneLine) _text.Append(';');
                Break();
                _text.Append("do");
                Body(loop.Body, "done");
                break;
            case CaseCommand choice:
                Case(choice);
                break;
        }
    }

    private void Indented(CommandList body, bool closed)
    {
        _indent++;
        Break();
        Items(body, closed, inline: false);
        _indent--;
        Break();
    }

    private void Body(CommandList body, string end)
    {
        Indented(body, closed: true);
        _text.Append(end);
    }

    private void Condition(CommandList condition, string next)
    {
        Items(condition, closed: true, inline: true);
        SpaceOrBreak();
        _text.Append(next);
    }

    private void If(IfCommand choice)
    {
        for (int i = 0; i < choice.Clauses.Length; i++)
        {
            _text.Append(i == 0 ? "if " : "elif ");
            Condition(choice.Clauses[i].Condition, "then");
            Indented(choice.Clauses[i].Body, closed: true);
        }
        if (choice.Else is { } otherwise)
        {
            _text.Append("else");
            Indented(otherwise, closed: true);
        }
        _text.Append("fi");
    }

    private void For(ForCommand loop)
    {
        _text.Append(loop.IsSelect ? "select " : "for ").Append(loop.Variable);
        if (loop.Words is { } words)
        {
            _text.Append(" in");
            foreach (Word word in words)
            {
                _text.Append(' ');
                Slice(word);
            }
        }
        _text.Append(';');
        Break();
        _text.Append("do");
        Body(loop.Body, "done");
    }

    private void Case(CaseCommand choice)
    {
        _text.Append("case ");
        Slice(choice.Subject);
        _text.Append(" in ");
        _indent++;
        foreach (CaseItem item in choice.Items)
        {
            Break();
            if (item.Patterns[0].UnquotedText == "esac") _text.Append('(');
            for (int i = 0; i < item.Patterns.Length; i++)
            {
                if (i > 0) _text.Append(" | ");
                Slice(item.Patterns[i]);
            }
            _text.Append(')');
            if (item.Body.Items.IsEmpty) Break();
            else Indented(item.Body, closed: false);
            _text.Append(item.Terminator switch { CaseTerminator.FallThrough => ";&", CaseTerminator.Continue => ";;&", _ => ";;" });
        }
        _indent--;
        Break();
        _text.Append("esac");
    }

    private void Function(FunctionDefinition function)
    {
        // What isn't a name, or is reserved, can only be defined with the word that bash has for it.
        // A reserved word can be a name where it is none (POSIX mode), or behind "function".
        if (!CharacterClass.IsName(function.Name) || (IsReserved(function.Name) && function.HasKeyword)) _text.Append("function ");
        _text.Append(function.Name).Append(" () ");
        Break();
        Command(function.Body);
    }
}
