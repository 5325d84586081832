using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Lexing;

/// <summary>The inside of <c>${…}</c>.</summary>
internal sealed partial class WordReader
{
    private WordPart ReadBraced(int start, bool quoted)
    {
        context.Enter(OpenConstruct.Parameter);
        WordPart? part = TryReadParameter(start, quoted);
        if (part is null)
        {
            // Not valid, which is told when it is expanded. What was read stays read: to start again at each level would take exponential time.
            Read(WordEnd.Brace, quoted);
            _cursor.Advance();
            part = new InvalidExpansionPart(start, _cursor.Position, _cursor.Slice(start, _cursor.Position));
        }
        context.Leave();
        return part;
    }

    private WordPart? TryReadParameter(int start, bool quoted)
    {
        int c = _cursor.Peek();
        if (c == '#')
        {
            ParameterPart? length = TryReadLength(start, out bool isInvalid);
            if (length is not null || isInvalid) return length;
        }
        bool isIndirect = c == '!' && TakesIndirection();
        CursorMark before = _cursor.Mark();
        if (ReadParameterName() is not { } name) return null;
        if (name == "$" && _cursor.Peek() is '{' or '(')
        {
            // An expansion in place of the name: not valid, but its braces pair.
            _cursor.Return(before);
            return null;
        }
        char all = '\0';
        ArithmeticText? subscript = null;
        if (!context.Options.Posix && _cursor.Peek() == '[' && CharacterClass.IsNameStart(name[0])) subscript = ReadSubscript(out all);
        c = _cursor.Peek();
        if (c == '}')
        {
            ParameterOperator keys = isIndirect && all != '\0' ? ParameterOperator.Keys : ParameterOperator.None;
            return Close(start, name, isIndirect && keys == ParameterOperator.None, subscript, all, keys);
        }
        if (isIndirect && c is '*' or '@' && all == '\0' && CharacterClass.IsNameStart(name[0]))
        {
            before = _cursor.Mark();
            _cursor.Advance();
            if (_cursor.Peek() == '}') return Close(start, name, false, null, (char)c, ParameterOperator.NamesWithPrefix);
            _cursor.Return(before);
        }
        return ReadOperator(start, quoted, name, isIndirect, subscript, all);
    }

    private ParameterPart Close(int start, string name, bool isIndirect, ArithmeticText? subscript, char all, ParameterOperator operation)
    {
        _cursor.Advance();
        return new ParameterPart(start, _cursor.Position, name) { IsIndirect = isIndirect, Subscript = subscript, All = all, Operator = operation };
    }

    /// <summary><c>${#name}</c>, unless it turns out to be <c>$#</c> with an operator.</summary>
    private ParameterPart? TryReadLength(int start, out bool isInvalid)
    {
        isInvalid = false;
        CursorMark before = _cursor.Mark();
        _cursor.Advance();
        if (ReadParameterName() is { } name)
        {
            char all = '\0';
            ArithmeticText? subscript = null;
            if (!context.Options.Posix && _cursor.Peek() == '[' && CharacterClass.IsNameStart(name[0])) subscript = ReadSubscript(out all);
            if (_cursor.Peek() == '}') return Close(start, name, false, subscript, all, ParameterOperator.Length);
            isInvalid = subscript is not null;
            if (isInvalid) return null;
        }
        _cursor.Return(before);
        return null;
    }

    /// <summary>Whether the <c>!</c> means indirection and not <c>$!</c>; then it is consumed.</summary>
    private bool TakesIndirection()
    {
        CursorMark before = _cursor.Mark();
        _cursor.Advance();
        int c = _cursor.Peek();
        if (CharacterClass.IsName(c)) return true;
        if (c is '#' or '@' or '*')
        {
            CursorMark name = _cursor.Mark();
            _cursor.Advance();
            bool ends = _cursor.Peek() == '}';
            _cursor.Return(name);
            if (ends) return true;
        }
        _cursor.Return(before);
        return false;
    }

    private string? ReadParameterName()
    {
        int c = _cursor.Peek();
        if (CharacterClass.IsNameStart(c)) return TakeName();
        if (CharacterClass.IsSpecialParameter(c)) return TakeOne(c);
        if (!CharacterClass.IsDigit(c)) return null;
        int mark = _text.Length;
        while (CharacterClass.IsDigit(c))
        {
            _text.Add(c);
            _cursor.Advance();
            c = _cursor.Peek();
        }
        return _text.Take(mark);
    }

    private ArithmeticText? ReadSubscript(out char all)
    {
        all = '\0';
        _cursor.Advance();
        int c = _cursor.Peek();
        if (c is '@' or '*')
        {
            CursorMark before = _cursor.Mark();
            _cursor.Advance();
            if (_cursor.Peek() == ']')
            {
                _cursor.Advance();
                all = (char)c;
                return null;
            }
            _cursor.Return(before);
        }
        ArithmeticText subscript = ReadArithmetic(WordEnd.Bracket, quoted: false);
        _cursor.Advance();
        return subscript;
    }

    private ParameterPart? ReadOperator(int start, bool quoted, string name, bool isIndirect, ArithmeticText? subscript, char all)
    {
        int c = _cursor.Peek();
        bool testsNull = false;
        Word? operand = null, replacement = null;
        ArithmeticText? offset = null, length = null;
        ParameterOperator operation;
        if (c is not (':' or '-' or '=' or '?' or '+' or '#' or '%' or '/' or '^' or ',' or '~' or '@')) return null;
        _cursor.Advance();
        bool isColon = c == ':';
        if (isColon)
        {
            c = _cursor.Peek();
            testsNull = c is '-' or '=' or '?' or '+';
            if (testsNull) _cursor.Advance();
        }
        if (c is '-' or '=' or '?' or '+')
        {
            operation = c switch { '-' => ParameterOperator.Default, '=' => ParameterOperator.Assign, '?' => ParameterOperator.Error, _ => ParameterOperator.Alternative };
            operand = Read(WordEnd.Brace, quoted, _inAssignment && !quoted);
        }
        else if (!isColon && c is '#' or '%' or '^' or ',' or '~')
        {
            bool isDoubled = TakeIf(c);
            operation = c switch
            {
                '#' => isDoubled ? ParameterOperator.RemoveLongestPrefix : ParameterOperator.RemoveShortestPrefix,
                '%' => isDoubled ? ParameterOperator.RemoveLongestSuffix : ParameterOperator.RemoveShortestSuffix,
                '^' => isDoubled ? ParameterOperator.UpperAll : ParameterOperator.UpperFirst,
                ',' => isDoubled ? ParameterOperator.LowerAll : ParameterOperator.LowerFirst,
                _ => isDoubled ? ParameterOperator.SwapAll : ParameterOperator.SwapFirst,
            };
            operand = Read(WordEnd.Brace, quoted: false);
        }
        else if (!isColon && c == '/')
        {
            operation = TakeIf('/') ? ParameterOperator.ReplaceAll : TakeIf('#') ? ParameterOperator.ReplacePrefix
                : TakeIf('%') ? ParameterOperator.ReplaceSuffix : ParameterOperator.ReplaceFirst;
            operand = ReadPattern(operation);
            if (TakeIf('/')) replacement = Read(WordEnd.Brace, quoted: false);
        }
        else if (!isColon && c == '@')
        {
            operation = ParameterOperator.Transform;
            if (!CharacterClass.IsNameStart(_cursor.Peek())) return null;
            operand = Read(WordEnd.Brace, quoted: false);
            if (operand.UnquotedText is not { Length: 1 }) return null;
        }
        else
        {
            operation = ParameterOperator.Substring;
            if (c == '}') return null;
            offset = ReadArithmetic(WordEnd.Colon, quoted: false);
            if (TakeIf(':')) length = ReadArithmetic(WordEnd.Brace, quoted: false);
        }
        _cursor.Advance();
        return new ParameterPart(start, _cursor.Position, name)
        {
            Operator = operation,
            TestsNull = testsNull,
            IsIndirect = isIndirect,
            Subscript = subscript,
            All = all,
            Operand = operand,
            Replacement = replacement,
            Offset = offset,
            Length = length,
        };
    }

    private Word ReadPattern(ParameterOperator operation)
    {
        if (operation != ParameterOperator.ReplaceAll || _cursor.Peek() != '/') return Read(WordEnd.Slash);
        // In ${x///y} the third slash is the pattern.
        SourcePosition position = _cursor.Here();
        _cursor.Advance();
        Word rest = Read(WordEnd.Slash);
        return new Word(_cursor.Source, position, rest.End, [new LiteralPart(position.Offset, position.Offset + 1, "/"), .. rest.Parts]);
    }

    private bool TakeIf(int wanted)
    {
        if (_cursor.Peek() != wanted) return false;
        _cursor.Advance();
        return true;
    }
}
