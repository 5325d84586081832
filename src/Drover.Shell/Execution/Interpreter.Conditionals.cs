using System.Text.RegularExpressions;
using Drover.Shell.Builtins;
using Drover.Shell.Expansions;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary><c>[[ … ]]</c>.</summary>
internal sealed partial class Interpreter
{
    private static readonly TimeSpan s_firstMatchTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_greatestMatchTime = TimeSpan.FromSeconds(10);

    private int ExecuteConditional(ConditionalCommand conditional)
    {
        try
        {
            return Holds(conditional.Expression) ? 0 : 1;
        }
        catch (ShellErrorException e)
        {
            if (e.IsInterrupt) return Fail(e);
            Error(e.Message);
            return 2;
        }
    }

    private bool Holds(ConditionalExpression expression)
    {
        switch (expression)
        {
            case ConditionalNot not:
                // What is shown of its operand begins with it.
                bool wasNegated = _isNegated;
                _isNegated = !wasNegated;
                bool holds = Holds(not.Operand);
                _isNegated = wasNegated;
                return !holds;
            case ConditionalJunction junction:
                foreach (ConditionalExpression operand in junction.Operands)
                    if (Holds(operand) == junction.IsOr) return junction.IsOr;
                return !junction.IsOr;
            case ConditionalUnary unary:
                string text = Words.ExpandText(unary.Operand);
                if (TracesCompounds) TraceCondition($"{(_isNegated ? "! " : "")}{unary.Operator} {ConditionOperand(text)}");
                return TestOperators.Unary(this, unary.Operator[1], text);
            case ConditionalBinary binary:
                return Holds(binary);
            default:
                throw new InvalidOperationException($"Unknown expression {expression.GetType().Name}.");
        }
    }

    // Inside of [[ ]] extended patterns are always on.
    private Pattern Pattern(Word word) => Words.ExpandPattern(word, ConditionStyle);

    private PatternStyles ConditionStyle => Environment.PatternStyle | PatternStyles.Extended | (Environment.Has(ShellOptions.NoCaseMatch) ? PatternStyles.IgnoresCase : PatternStyles.None);

    private bool _isNegated;

    private bool Holds(ConditionalBinary binary)
    {
        string left = Words.ExpandText(binary.Left);
        if (TracesCompounds) return HoldsTraced(binary, left);
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

    // The same, but shown once all is expanded: nothing is expanded twice.
    private bool HoldsTraced(ConditionalBinary binary, string left)
    {
        (string right, byte[] flags) = Words.ExpandFlagged(binary.Right);
        bool isPattern = binary.Operator is "=" or "==" or "!=" or "=~";
        string plain = ExpansionBuffer.WithoutMarks(right);
        TraceCondition($"{(_isNegated ? "! " : "")}{ConditionOperand(left)} {binary.Operator} {(isPattern ? PatternOperand(right, flags) : ConditionOperand(plain))}");
        switch (binary.Operator)
        {
            case "=" or "==" or "!=":
                return PatternCompiler.Compile(right, flags, ConditionStyle).IsMatch(left) == (binary.Operator != "!=");
            case "=~":
                return MatchesExpression(left, right, flags);
            case "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge":
                return TestOperators.Binary(this, ShellText.Of(Arithmetic.Evaluate(left)), binary.Operator, ShellText.Of(Arithmetic.Evaluate(plain)));
            default:
                return TestOperators.Binary(this, left, binary.Operator, plain);
        }
    }

    private bool MatchesExpression(string text, Word word)
    {
        (string expression, byte[] flags) = Words.ExpandFlagged(word);
        return MatchesExpression(text, expression, flags);
    }

    // Nothing can interrupt a match: it is begun anew with more time each time.
    private static Match LongestMatch(string subject, string expression, RegexOptions options)
    {
        for (TimeSpan time = s_firstMatchTime; time < s_greatestMatchTime; time *= 3)
        {
            try
            {
                return RegularExpression.Longest(subject, expression, options, time);
            }
            catch (RegexMatchTimeoutException)
            {
                Attention.Look();
            }
        }
        return RegularExpression.Longest(subject, expression, options, s_greatestMatchTime);
    }

    private bool MatchesExpression(string text, string expression, byte[] flags)
    {
        bool isDecoded = false;
        string subject = Environment.IsUtf8 ? ShellText.ToUnicode(text, out isDecoded) : text;
        Match match;
        try
        {
            string pattern = RegularExpression.ToDotNet(expression, flags);
            RegexOptions options = RegexOptions.CultureInvariant | RegexOptions.Singleline | (Environment.Has(ShellOptions.NoCaseMatch) ? RegexOptions.IgnoreCase : RegexOptions.None);
            match = LongestMatch(subject, isDecoded ? ShellText.ToUnicode(pattern, out _) : pattern, options);
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
