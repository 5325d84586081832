using System.Collections.Immutable;
using System.Text;
using Drover.Shell.Syntax.Arithmetic;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Tests.Nodes;

/// <summary>Writes a tree as an S-expression, so that a test says in one line what it expects.</summary>
internal sealed class TreeText
{
    private readonly StringBuilder _text = new();
    private bool _isMeaning;

    public static string Of(CommandList list)
    {
        TreeText text = new();
        text.List(list);
        return text._text.ToString();
    }

    /// <summary>The same without what a here-document is ended by, which the printer has to change now and then.</summary>
    public static string MeaningOf(CommandList list)
    {
        TreeText text = new() { _isMeaning = true };
        text.List(list);
        return text._text.ToString();
    }

    public static string Of(Word word)
    {
        TreeText text = new();
        text.Write(word);
        return text._text.ToString();
    }

    public static string Of(ArithmeticExpression expression)
    {
        TreeText text = new();
        text.Write(expression);
        return text._text.ToString();
    }

    private void List(CommandList list) => Join(list.Items, Item);

    private void Join<T>(IEnumerable<T> items, Action<T> write)
    {
        bool first = true;
        foreach (T item in items)
        {
            if (!first) _text.Append(' ');
            first = false;
            write(item);
        }
    }

    private void Item(ListItem item)
    {
        if (item.IsAsync) _text.Append("(& ");
        for (int i = item.Rest.Length - 1; i >= 0; i--) _text.Append(item.Rest[i].IsOr ? "(|| " : "(&& ");
        Pipeline(item.First);
        foreach (AndOrTail tail in item.Rest)
        {
            _text.Append(' ');
            Pipeline(tail.Pipeline);
            _text.Append(')');
        }
        if (item.IsAsync) _text.Append(')');
    }

    private void Pipeline(CommandPipeline pipeline)
    {
        if (pipeline.Timing != PipelineTiming.None) _text.Append(pipeline.Timing == PipelineTiming.Posix ? "(time-p " : "(time ");
        if (pipeline.IsNegated) _text.Append("(! ");
        if (pipeline.Commands.Length > 1) _text.Append(pipeline.ErrorIsPiped.IsEmpty ? "(| " : "(|& ");
        Join(pipeline.Commands, Command);
        if (pipeline.Commands.Length > 1) _text.Append(')');
        if (pipeline.IsNegated) _text.Append(')');
        if (pipeline.Timing != PipelineTiming.None) _text.Append(')');
    }

    private void Command(CommandNode command)
    {
        _text.Append('(');
        switch (command)
        {
            case SimpleCommand simple:
                _text.Append('$');
                foreach (Assignment assignment in simple.Assignments) Spaced(() => Write(assignment));
                foreach (Word word in simple.Words) Spaced(() => Write(word));
                break;
            case BraceGroup group:
                _text.Append("group ");
                List(group.Body);
                break;
            case CoprocessCommand coprocess:
                _text.Append("coproc ").Append(coprocess.Name).Append(' ');
                Command(coprocess.Body);
                break;
            case Subshell subshell:
                _text.Append("sub ");
                List(subshell.Body);
                break;
            case IfCommand choice:
                _text.Append("if");
                foreach (IfClause clause in choice.Clauses) Body([clause.Condition, clause.Body]);
                if (choice.Else is not null) Body([choice.Else]);
                break;
            case WhileCommand loop:
                _text.Append(loop.IsUntil ? "until" : "while");
                Body([loop.Condition, loop.Body]);
                break;
            case ForCommand loop:
                _text.Append(loop.IsSelect ? "select " : "for ").Append(loop.Variable);
                if (loop.Words is { } words)
                {
                    _text.Append(" in");
                    foreach (Word word in words) Spaced(() => Write(word));
                }
                Body([loop.Body]);
                break;
            case ArithmeticForCommand loop:
                _text.Append("for((");
                Join(new[] { loop.Initial, loop.Condition, loop.Step }, part => Write(part));
                _text.Append("))");
                Body([loop.Body]);
                break;
            case CaseCommand choice:
                _text.Append("case ");
                Write(choice.Subject);
                foreach (CaseItem item in choice.Items) Spaced(() => Write(item));
                break;
            case FunctionDefinition function:
                _text.Append("fun ").Append(function.Name).Append(' ');
                Command(function.Body);
                break;
            case ArithmeticCommand arithmetic:
                _text.Append("(( ");
                Write(arithmetic.Expression);
                _text.Append(" ))");
                break;
            case ConditionalCommand conditional:
                _text.Append("[[ ");
                Write(conditional.Expression);
                break;
        }
        foreach (Redirection redirection in command.Redirections) Spaced(() => Write(redirection));
        _text.Append(')');
    }

    private void Spaced(Action write)
    {
        _text.Append(' ');
        write();
    }

    private void Body(CommandList[] lists)
    {
        foreach (CommandList list in lists)
        {
            _text.Append(" [");
            List(list);
            _text.Append(']');
        }
    }

    private void Write(CaseItem item)
    {
        _text.Append('(');
        Join(item.Patterns, Write);
        Body([item.Body]);
        _text.Append(item.Terminator switch { CaseTerminator.FallThrough => " ;&)", CaseTerminator.Continue => " ;;&)", _ => ")" });
    }

    private void Write(Assignment assignment)
    {
        _text.Append("(= ").Append(assignment.Name);
        if (assignment.Subscript is { } subscript)
        {
            _text.Append('[');
            Write(subscript);
            _text.Append(']');
        }
        if (assignment.IsAppend) _text.Append('+');
        if (assignment.Value is { } value) Spaced(() => Write(value));
        if (assignment.Elements is { } elements)
        {
            _text.Append(" (array");
            foreach (ArrayElement element in elements)
            {
                _text.Append(' ');
                if (element.Subscript is not null)
                {
                    _text.Append('[');
                    Write(element.Subscript);
                    _text.Append(element.IsAppend ? "]+=" : "]=");
                }
                Write(element.Value);
            }
            _text.Append(')');
        }
        _text.Append(')');
    }

    private void Write(Redirection redirection)
    {
        _text.Append('(').Append(redirection.Kind).Append(' ');
        if (redirection.Variable is { } variable) _text.Append('{').Append(variable).Append("} ");
        else if (redirection.Descriptor is { } descriptor) _text.Append(descriptor).Append(' ');
        if (redirection.HereDocument is { } document)
        {
            if (!_isMeaning) _text.Append(document.Delimiter).Append(document.IsEnded ? " " : " unended ");
            if (document.IsQuoted) _text.Append("quoted ");
            Write(document.Body);
        }
        else
        {
            Write(redirection.Target);
        }
        _text.Append(')');
    }

    private void Write(ConditionalExpression expression)
    {
        switch (expression)
        {
            case ConditionalNot not:
                _text.Append("(! ");
                Write(not.Operand);
                break;
            case ConditionalJunction junction:
                _text.Append(junction.IsOr ? "(|| " : "(&& ");
                Join(junction.Operands, Write);
                break;
            case ConditionalUnary unary:
                _text.Append('(').Append(unary.Operator).Append(' ');
                Write(unary.Operand);
                break;
            case ConditionalBinary binary:
                _text.Append('(').Append(binary.Operator).Append(' ');
                Write(binary.Left);
                _text.Append(' ');
                Write(binary.Right);
                break;
        }
        _text.Append(')');
    }

    private void Write(Word word)
    {
        if (word.Assignment is { } assignment)
        {
            Write(assignment);
            return;
        }
        if (word.Parts.Length != 1) _text.Append('<');
        Parts(word.Parts);
        if (word.Parts.Length != 1) _text.Append('>');
    }

    private void Parts(ImmutableArray<WordPart> parts)
    {
        // How text is cut at escapes is no matter of meaning.
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] is not QuotedPart first)
            {
                if (i > 0) _text.Append(' ');
                Part(parts[i]);
                continue;
            }
            StringBuilder quoted = new(first.Text);
            while (i + 1 < parts.Length && parts[i + 1] is QuotedPart next)
            {
                quoted.Append(next.Text);
                i++;
            }
            if (_text[^1] is not ('<' or '"' or ' ')) _text.Append(' ');
            _text.Append('\'').Append(Visible(quoted.ToString())).Append('\'');
        }
    }

    private static string Visible(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);

    private void Part(WordPart part)
    {
        switch (part)
        {
            case LiteralPart literal:
                _text.Append(Visible(literal.Text));
                break;
            case DoubleQuotedPart quoted:
                _text.Append('"');
                Parts(quoted.Parts);
                _text.Append('"');
                break;
            case TildePart tilde:
                _text.Append("(~").Append(tilde.Name).Append(')');
                break;
            case CommandSubstitutionPart substitution:
                _text.Append(substitution.File is null ? "(cmd " : "(file ");
                List(substitution.Body);
                _text.Append(')');
                break;
            case ProcessSubstitutionPart substitution:
                _text.Append(substitution.IsOutput ? "(>( " : "(<( ");
                List(substitution.Body);
                _text.Append(')');
                break;
            case ArithmeticPart arithmetic:
                _text.Append("(arith ");
                Write(arithmetic.Expression);
                _text.Append(')');
                break;
            case InvalidExpansionPart invalid:
                _text.Append("(invalid ").Append(invalid.Text).Append(')');
                break;
            case ParameterPart parameter:
                Parameter(parameter);
                break;
        }
    }

    private void Parameter(ParameterPart parameter)
    {
        _text.Append('{');
        if (parameter.IsIndirect) _text.Append('!');
        _text.Append(parameter.Name);
        if (parameter.All != '\0') _text.Append('[').Append(parameter.All).Append(']');
        if (parameter.Subscript is { } subscript)
        {
            _text.Append('[');
            Write(subscript);
            _text.Append(']');
        }
        if (parameter.Operator != ParameterOperator.None) _text.Append(' ').Append(parameter.TestsNull ? ":" : "").Append(parameter.Operator);
        foreach (Word? word in new[] { parameter.Operand, parameter.Replacement })
            if (word is not null) Spaced(() => Write(word));
        foreach (ArithmeticText? text in new[] { parameter.Offset, parameter.Length })
            if (text is not null) Spaced(() => Write(text));
        _text.Append('}');
    }

    private void Write(ArithmeticText? text)
    {
        if (text is null) _text.Append('_');
        else if (text.Expression is { } expression) Write(expression);
        else Write(text.Word);
    }

    private void Write(ArithmeticExpression expression)
    {
        switch (expression)
        {
            case ArithmeticConstant constant:
                _text.Append(constant.Value);
                break;
            case ArithmeticVariable variable:
                _text.Append(variable.Name);
                if (variable.Key is not null) _text.Append('[').Append(variable.Key).Append(']');
                break;
            case ArithmeticParameter parameter:
                _text.Append('$').Append(parameter.Parameter.Name);
                break;
            case ArithmeticUnary unary:
                _text.Append('(').Append(unary.Operator).Append(' ');
                Write(unary.Operand);
                _text.Append(')');
                break;
            case ArithmeticBinary binary:
                _text.Append('(').Append(binary.Operator).Append(' ');
                Write(binary.Left);
                _text.Append(' ');
                Write(binary.Right);
                _text.Append(')');
                break;
            case ArithmeticTernary ternary:
                _text.Append("(? ");
                Write(ternary.Condition);
                _text.Append(' ');
                Write(ternary.WhenTrue);
                _text.Append(' ');
                Write(ternary.WhenFalse);
                _text.Append(')');
                break;
            case ArithmeticAssignment assignment:
                _text.Append("(= ").Append(assignment.Operator?.ToString() ?? "");
                Write(assignment.Target);
                _text.Append(' ');
                Write(assignment.Value);
                _text.Append(')');
                break;
        }
    }
}
