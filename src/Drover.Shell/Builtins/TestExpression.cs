// Scheme
//   Up to four operands are read by their number (POSIX test), which leaves no doubt. More of them are parsed with the precedence of the obsolescent XSI operators:
//   ! and parentheses, then -a, then -o.

using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>The expression of <c>test</c>.</summary>
internal struct TestExpression(Interpreter shell, List<string> fields, int first, int end)
{
    private readonly int _start = first;
    private int _at;

    public bool Evaluate()
    {
        _at = _start;
        switch (end - _start)
        {
            case 0:
                return false;
            case 1:
                return fields[_start].Length > 0;
            case 2:
                return Two(_start);
            case 3:
                return Three(_start);
            case 4:
                if (fields[_start] == "!") return !Three(_start + 1);
                if (fields[_start] == "(" && fields[end - 1] == ")") return Two(_start + 1);
                break;
        }
        bool result = Or();
        if (_at < end) throw new ShellErrorException($"{fields[_at]}: unexpected operand");
        return result;
    }

    private readonly bool Two(int at)
    {
        if (fields[at] == "!") return fields[at + 1].Length == 0;
        if (TestOperators.IsUnary(fields[at])) return TestOperators.Unary(shell, fields[at][1], fields[at + 1]);
        throw new ShellErrorException($"{fields[at]}: unknown unary operator");
    }

    private readonly bool Three(int at)
    {
        string left = fields[at], operation = fields[at + 1], right = fields[at + 2];
        if (TestOperators.IsBinary(operation)) return TestOperators.Binary(shell, left, operation, right);
        if (operation == "-a") return left.Length > 0 && right.Length > 0;
        if (operation == "-o") return left.Length > 0 || right.Length > 0;
        if (left == "!") return !Two(at + 1);
        if (left == "(" && right == ")") return operation.Length > 0;
        throw new ShellErrorException($"{operation}: unknown binary operator");
    }

    private bool Or()
    {
        bool result = And();
        while (_at < end && fields[_at] == "-o")
        {
            _at++;
            result |= And();
        }
        return result;
    }

    private bool And()
    {
        bool result = Not();
        while (_at < end && fields[_at] == "-a")
        {
            _at++;
            result &= Not();
        }
        return result;
    }

    private bool Not()
    {
        if (_at < end && fields[_at] == "!" && !(end - _at >= 3 && TestOperators.IsBinary(fields[_at + 1])))
        {
            _at++;
            return !Not();
        }
        return Primary();
    }

    private bool Primary()
    {
        if (_at >= end) throw new ShellErrorException("an operand is missing");
        string first = fields[_at];
        if (first == "(")
        {
            _at++;
            bool result = Or();
            if (_at >= end || fields[_at] != ")") throw new ShellErrorException("the closing ) is missing");
            _at++;
            return result;
        }
        if (end - _at >= 3 && TestOperators.IsBinary(fields[_at + 1]))
        {
            _at += 3;
            return TestOperators.Binary(shell, first, fields[_at - 2], fields[_at - 1]);
        }
        if (end - _at >= 2 && TestOperators.IsUnary(first))
        {
            _at += 2;
            return TestOperators.Unary(shell, first[1], fields[_at - 1]);
        }
        _at++;
        return first.Length > 0;
    }
}
