using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Printing;

/// <summary>The inside of <c>[[ ]]</c>.</summary>
internal sealed partial class TreeWriter
{
    private void Expression(ConditionalExpression expression)
    {
        switch (expression)
        {
            case ConditionalNot not:
                _text.Append("! ");
                Operand(not.Operand, not.Operand is ConditionalJunction);
                break;
            case ConditionalJunction junction:
                for (int i = 0; i < junction.Operands.Length; i++)
                {
                    if (i > 0) _text.Append(junction.IsOr ? " || " : " && ");
                    Operand(junction.Operands[i], junction.Operands[i] is ConditionalJunction inner && (inner.IsOr || !junction.IsOr));
                }
                break;
            case ConditionalUnary unary:
                // A word alone that would be taken for the operator of two others.
                if (unary.Operator != "-n" || !CommandParser.IsBinary(unary.Operand.UnquotedText)) _text.Append(unary.Operator).Append(' ');
                Slice(unary.Operand);
                break;
            case ConditionalBinary binary:
                Slice(binary.Left);
                _text.Append(' ').Append(binary.Operator).Append(' ');
                Slice(binary.Right);
                break;
        }
    }

    private void Operand(ConditionalExpression operand, bool inParentheses)
    {
        if (inParentheses) _text.Append("( ");
        Expression(operand);
        if (inParentheses) _text.Append(" )");
    }
}
