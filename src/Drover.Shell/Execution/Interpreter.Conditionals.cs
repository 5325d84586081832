using System.Text.RegularExpressions;
using Drover.Shell.Builtins;
using Drover.Shell.Expansions;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary><c>[[ … ]]</c>.</summary>
internal sealed partial class Interpreter
{
    private static readonly TimeSpan s_greatestMatchTime = TimeSpan.FromSeconds(10);

    private int ExecuteConditional(ConditionalCommand conditional)
    {
        try
        {
            return Holds(conditional.Expression) ? 0 : 1;
        }
        catch (ShellErrorException e)
        {
            Error(e.Message);
            return 2;
        }
    }

    private bool Holds(ConditionalExpression expression)
    {
        switch (expression)
        {
            case ConditionalNot not:
                return !Holds(not.Operand);
            case ConditionalJunction junction:
                foreach (ConditionalExpression operand in junction.Operands)
                    if (Holds(operand) == junction.IsOr) return junction.IsOr;
                return !junction.IsOr;
            case ConditionalUnary unary:
                return TestOperators.Unary(this, unary.Operator[1], Words.ExpandText(unary.Operand));
            case ConditionalBinary binary:
                return Holds(binary);
            default:
                throw new InvalidOperationException($"Unknown expression {expression.GetType().Name}.");
        }
    }

    // Inside of [[ ]] extended patterns are always on.
    private Pattern Pattern(Word word) => Words.ExpandPattern(word, Environment.PatternStyle | PatternStyles.Extended
        | (Environment.Has(ShellOptions.NoCaseMatch) ? PatternStyles.IgnoresCase : PatternStyles.None));

    private bool Holds(ConditionalBinary binary)
    {
        string left = Words.ExpandText(binary.Left);
        switch (binary.Operator)
        {
            case "=" or "==":
                return Pattern(binary.Right).IsMatch(left);
            case "!=":
                return !Pattern(binary.Right).IsMatch(left);
            case "=~":
                return MatchesExpression(left, binary.Right);
            case "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge":
                string a = ShellText.Of(Arithmetic.Evaluate(left)), b = ShellText.Of(Arithmetic.Evaluate(Words.ExpandText(binary.Right)));
                return TestOperators.Binary(this, a, binary.Operator, b);
            default:
                return TestOperators.Binary(this, left, binary.Operator, Words.ExpandText(binary.Right));
        }
    }

    private bool MatchesExpression(string text, Word word)
    {
        (string expression, byte[] flags) = Words.ExpandFlagged(word);
        bool isDecoded = false;
        string subject = Environment.IsUtf8 ? ShellText.ToUnicode(text, out isDecoded) : text;
        Match match;
        try
        {
            string pattern = RegularExpression.ToDotNet(expression, flags);
            RegexOptions options = RegexOptions.CultureInvariant | RegexOptions.Singleline | (Environment.Has(ShellOptions.NoCaseMatch) ? RegexOptions.IgnoreCase : RegexOptions.None);
            match = RegularExpression.Longest(subject, isDecoded ? ShellText.ToUnicode(pattern, out _) : pattern, options, s_greatestMatchTime);
        }
        catch (ArgumentException)
        {
            throw new ShellErrorException($"{expression}: not a valid regular expression");
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ShellErrorException($"{expression}: matching took too long");
        }
        Variable variable = Environment.Variables.ForWriting("BASH_REMATCH");
        variable.Set(null);
        variable.Array = new ShellArray(isAssociative: false) { IsAssigned = true };
        for (int i = 0; match.Success && i < match.Groups.Count; i++) variable.Array.Set(i, isDecoded ? ShellText.FromUnicode(match.Groups[i].Value) : match.Groups[i].Value);
        return match.Success;
    }
}
