using System.Runtime.CompilerServices;
using System.Text;
using Drover.Shell.Syntax.Lexing;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>Parses arithmetic expressions: all operators of C that make sense without pointers, <c>**</c>, and constants of any base.</summary>
/// <remarks>Never throws for any text: errors are values. POSIX XCU 2.6.4; precedence as in bash, where unary minus binds tighter than <c>**</c>.</remarks>
public sealed class ArithmeticParser
{
    /// <summary>The greatest depth of a tree, in which operators side by side count once; deeper text is an error, so that who walks a tree needs no guard of its own on a thread with 1 MB of stack.</summary>
    public const int GreatestDepth = 1000;

    /// <summary>Stands for the n-th parameter: no byte has this value or a greater one.</summary>
    private const char FirstParameter = '\u1000';

    private readonly string _text;
    private readonly List<ParameterPart>? _parameters;
    private int _position;
    private int _depth;
    private string? _error;

    private ArithmeticParser(string text, List<ParameterPart>? parameters)
    {
        _text = text;
        _parameters = parameters;
    }

    /// <summary>Parses the text of an expression whose expansions are done.</summary>
    public static ArithmeticResult Parse(string text) => new ArithmeticParser(text, null).Run();

    /// <summary>Parses the text of a word, if nothing in it has to be expanded but simple parameters that are whole operands.</summary>
    internal static ArithmeticExpression? TryParse(Word word)
    {
        switch (word.Parts)
        {
            case []:
                return null;
            case [QuotedPart { Kind: QuoteKind.Double } only]:
                return Parse(only.Text).Expression;
            case [LiteralPart only]:
                return Parse(only.Text).Expression;
        }
        List<ParameterPart>? parameters = null;
        StringBuilder text = new();
        foreach (WordPart part in word.Parts)
        {
            switch (part)
            {
                case QuotedPart { Kind: QuoteKind.Double } quoted:
                    text.Append(quoted.Text);
                    break;
                case LiteralPart literal:
                    text.Append(literal.Text);
                    break;
                case ParameterPart { IsPlain: true } parameter when parameter.Name is not ("@" or "*"):
                    parameters ??= [];
                    if (parameters.Count >= 1000) return null;
                    text.Append((char)(FirstParameter + parameters.Count));
                    parameters.Add(parameter);
                    break;
                default:
                    return null;
            }
        }
        return new ArithmeticParser(text.ToString(), parameters).Run().Expression;
    }

    private ArithmeticResult Run()
    {
        SkipBlanks();
        if (_position == _text.Length) return new ArithmeticResult(new ArithmeticConstant(0), null, 0);
        ArithmeticExpression? expression = ParseComma();
        if (_error is null && _position < _text.Length) Fail("an operator");
        return _error is null ? new ArithmeticResult(expression, null, 0) : new ArithmeticResult(null, _error, _position);
    }

    private ArithmeticExpression? Fail(string expected)
    {
        if (_error is not null) return null;
        string found = _position >= _text.Length ? "end of expression" : $"'{_text.AsSpan(_position, Math.Min(20, _text.Length - _position))}'";
        _error = $"expected {expected}, found {found}";
        return null;
    }

    private bool Enter()
    {
        if (++_depth <= GreatestDepth && RuntimeHelpers.TryEnsureSufficientExecutionStack()) return true;
        _error ??= "the expression is nested too deeply";
        return false;
    }

    private ArithmeticExpression? Checked(ArithmeticExpression expression)
    {
        if (expression.Depth <= GreatestDepth) return expression;
        _error ??= "the expression is nested too deeply";
        return null;
    }

    private ArithmeticExpression? ParseComma()
    {
        ArithmeticExpression? left = ParseAssignment();
        while (left is not null && Take(','))
        {
            if (ParseAssignment() is not { } right) return null;
            left = Checked(new ArithmeticBinary(ArithmeticOperator.Comma, left, right));
        }
        return left;
    }

    private ArithmeticExpression? ParseAssignment()
    {
        if (!Enter()) return null;
        ArithmeticExpression? left = ParseTernary();
        if (left is ArithmeticVariable target && TryTakeAssignment(out ArithmeticOperator? operation))
            left = ParseAssignment() is { } value ? Checked(new ArithmeticAssignment(target, operation, value)) : null;
        _depth--;
        return left;
    }

    private ArithmeticExpression? ParseTernary()
    {
        ArithmeticExpression? condition = ParseBinary(0);
        if (condition is null || !Take('?')) return condition;
        if (ParseComma() is not { } yes) return null;
        if (!Take(':')) return Fail("':'");
        return ParseAssignment() is { } no ? Checked(new ArithmeticTernary(condition, yes, no)) : null;
    }

    /// <summary>Precedence climbing: operators of at least a level; all are left-associative but <c>**</c>.</summary>
    private ArithmeticExpression? ParseBinary(int least)
    {
        ArithmeticExpression? left = ParseUnary();
        while (left is not null && PeekBinary(out ArithmeticOperator operation, out int length, out int level) && level >= least)
        {
            _position += length;
            if (!Enter()) return null;
            ArithmeticExpression? right = ParseBinary(operation == ArithmeticOperator.Power ? level : level + 1);
            _depth--;
            if (right is null) return null;
            left = Checked(new ArithmeticBinary(operation, left, right));
        }
        return left;
    }

    private ArithmeticExpression? ParseUnary()
    {
        SkipBlanks();
        if (!Enter()) return null;
        ArithmeticExpression? result = ParsePrefix();
        _depth--;
        return result;
    }

    private ArithmeticExpression? ParsePrefix()
    {
        char c = At(0);
        if (c is '+' or '-')
        {
            if (At(1) == c && NextIsName(_position + 2))
            {
                _position += 2;
                SkipBlanks();
                return ParseVariable() is { } variable
                    ? Checked(new ArithmeticUnary(c == '+' ? ArithmeticOperator.PreIncrement : ArithmeticOperator.PreDecrement, variable)) : null;
            }
            return ParseOperand(c == '+' ? ArithmeticOperator.Plus : ArithmeticOperator.Minus);
        }
        if (c == '!') return ParseOperand(ArithmeticOperator.Not);
        if (c == '~') return ParseOperand(ArithmeticOperator.Complement);
        if (c == '(')
        {
            _position++;
            ArithmeticExpression? inner = ParseComma();
            if (inner is null) return null;
            if (!Take(')')) return Fail("')'");
            // A variable in parentheses is no target of an assignment.
            return inner is ArithmeticVariable ? Checked(new ArithmeticUnary(ArithmeticOperator.Plus, inner)) : inner;
        }
        if (CharacterClass.IsDigit(c)) return ParseNumber();
        if (CharacterClass.IsNameStart(c)) return ParsePostfix();
        return c >= FirstParameter && _parameters is not null ? ParseParameter(c) : Fail("a number, a name or '('");
    }

    private ArithmeticExpression? ParseOperand(ArithmeticOperator operation)
    {
        _position++;
        return ParseUnary() is { } operand ? Checked(new ArithmeticUnary(operation, operand)) : null;
    }

    private ArithmeticExpression? ParseParameter(char c)
    {
        int before = _position - 1;
        bool mayBeNegative = before < 0 || _text[before] is not ('+' or '-');
        _position++;
        // Next to other text the value is a piece of a number or name.
        if (CharacterClass.IsName(At(0)) || At(0) is >= FirstParameter or '#' or '[' || (before >= 0 && (CharacterClass.IsName(_text[before]) || _text[before] == '#')))
            return Fail("an operator");
        return new ArithmeticParameter(_parameters![c - FirstParameter], mayBeNegative);
    }

    private ArithmeticVariable? ParseVariable()
    {
        int start = _position;
        while (CharacterClass.IsName(At(0))) _position++;
        string name = _text[start.._position];
        if (At(0) is >= FirstParameter)
        {
            Fail("an operator");
            return null;
        }
        if (At(0) != '[') return new ArithmeticVariable(name, null, null);
        int open = ++_position, depth = 1;
        // A bracket in quotes ends nothing.
        if (At(0) is '\'' or '"' && _text.IndexOf(At(0) + "]", _position + 1, StringComparison.Ordinal) is > 0 and var close) _position = close;
        while (_position < _text.Length && depth > 0)
        {
            if (_text[_position] == '[') depth++;
            else if (_text[_position] == ']') depth--;
            _position++;
        }
        if (depth > 0)
        {
            Fail("']'");
            return null;
        }
        string key = _text[open..(_position - 1)];
        if (!Enter()) return null;
        ArithmeticParser inner = new(key, _parameters) { _depth = _depth };
        ArithmeticExpression? subscript = inner.Run().Expression;
        _depth--;
        // With a parameter in it the key is not known, and must not be taken for the text.
        bool isKnown = key.AsSpan().IndexOfAnyInRange(FirstParameter, (char)(FirstParameter + 1000)) < 0;
        if (!isKnown)
        {
            Fail("a subscript that is known");
            return null;
        }
        return new ArithmeticVariable(name, subscript, key);
    }

    private ArithmeticExpression? ParsePostfix()
    {
        if (ParseVariable() is not { } variable || Checked(variable) is null) return null;
        int end = _position;
        SkipBlanks();
        char c = At(0);
        if (c is '+' or '-' && At(1) == c && !NextIsName(_position + 2))
        {
            _position += 2;
            return Checked(new ArithmeticUnary(c == '+' ? ArithmeticOperator.PostIncrement : ArithmeticOperator.PostDecrement, variable));
        }
        _position = end;
        return variable;
    }

    private ArithmeticExpression? ParseNumber()
    {
        int start = _position, radix = 10;
        if (At(0) == '0' && At(1) is 'x' or 'X')
        {
            radix = 16;
            _position += 2;
            start = _position;
        }
        else
        {
            while (CharacterClass.IsDigit(At(0))) _position++;
            if (At(0) == '#')
            {
                if (!int.TryParse(_text.AsSpan(start, _position - start), out radix) || radix is < 2 or > 64)
                {
                    _position = start;
                    return Fail("a base from 2 to 64");
                }
                start = ++_position;
            }
            else
            {
                _position = start;
                if (At(0) == '0') radix = 8;
            }
        }
        ulong value = 0;
        while (DigitValue(At(0), radix) is var digit && digit < radix)
        {
            value = unchecked((value * (ulong)radix) + (ulong)digit);
            _position++;
        }
        if (_position == start || CharacterClass.IsName(At(0)) || At(0) is '#' or >= FirstParameter) return Fail($"a digit of base {radix}");
        return new ArithmeticConstant(unchecked((long)value));
    }

    private static int DigitValue(char c, int radix) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + (radix <= 36 ? 10 : 36),
        '@' => radix > 36 ? 62 : 99,
        '_' => radix > 36 ? 63 : 99,
        _ => 99,
    };

    private bool TryTakeAssignment(out ArithmeticOperator? operation)
    {
        SkipBlanks();
        operation = null;
        if (At(0) == '=' && At(1) != '=')
        {
            _position++;
            return true;
        }
        int length = At(0) is '<' or '>' && At(1) == At(0) ? 2 : 1;
        if (At(length) != '=') return false;
        operation = (At(0), length) switch
        {
            ('*', 1) => ArithmeticOperator.Multiply,
            ('/', 1) => ArithmeticOperator.Divide,
            ('%', 1) => ArithmeticOperator.Remainder,
            ('+', 1) => ArithmeticOperator.Add,
            ('-', 1) => ArithmeticOperator.Subtract,
            ('<', 2) => ArithmeticOperator.ShiftLeft,
            ('>', 2) => ArithmeticOperator.ShiftRight,
            ('&', 1) => ArithmeticOperator.BitAnd,
            ('^', 1) => ArithmeticOperator.BitXor,
            ('|', 1) => ArithmeticOperator.BitOr,
            _ => null,
        };
        if (operation is null) return false;
        _position += length + 1;
        return true;
    }

    private bool PeekBinary(out ArithmeticOperator operation, out int length, out int level)
    {
        SkipBlanks();
        char c = At(0), next = At(1);
        (operation, length, level) = (c, next) switch
        {
            ('|', '|') => (ArithmeticOperator.Or, 2, 1),
            ('&', '&') => (ArithmeticOperator.And, 2, 2),
            ('|', not '=') => (ArithmeticOperator.BitOr, 1, 3),
            ('^', not '=') => (ArithmeticOperator.BitXor, 1, 4),
            ('&', not '=') => (ArithmeticOperator.BitAnd, 1, 5),
            ('=', '=') => (ArithmeticOperator.Equal, 2, 6),
            ('!', '=') => (ArithmeticOperator.NotEqual, 2, 6),
            ('<', '<') => (ArithmeticOperator.ShiftLeft, 2, 8),
            ('>', '>') => (ArithmeticOperator.ShiftRight, 2, 8),
            ('<', '=') => (ArithmeticOperator.LessOrEqual, 2, 7),
            ('>', '=') => (ArithmeticOperator.GreaterOrEqual, 2, 7),
            ('<', _) => (ArithmeticOperator.Less, 1, 7),
            ('>', _) => (ArithmeticOperator.Greater, 1, 7),
            ('+', not '=') => (ArithmeticOperator.Add, 1, 9),
            ('-', not '=') => (ArithmeticOperator.Subtract, 1, 9),
            ('*', '*') => (ArithmeticOperator.Power, 2, 11),
            ('*', not '=') => (ArithmeticOperator.Multiply, 1, 10),
            ('/', not '=') => (ArithmeticOperator.Divide, 1, 10),
            ('%', not '=') => (ArithmeticOperator.Remainder, 1, 10),
            _ => (default, 0, 0),
        };
        // a <<= 1 is an assignment, which has its own place.
        return length > 0 && !(operation is ArithmeticOperator.ShiftLeft or ArithmeticOperator.ShiftRight && At(2) == '=');
    }

    private bool NextIsName(int i)
    {
        while (i < _text.Length && IsSpace(_text[i])) i++;
        return i < _text.Length && CharacterClass.IsNameStart(_text[i]);
    }

    private char At(int ahead) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private void SkipBlanks()
    {
        while (_position < _text.Length && IsSpace(_text[_position])) _position++;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';

    private bool Take(char wanted)
    {
        SkipBlanks();
        if (At(0) != wanted) return false;
        _position++;
        return true;
    }
}
