using System.Globalization;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>The operators that <c>test</c> and <c>[[ ]]</c> share.</summary>
internal static class TestOperators
{
    /// <summary>Whether it is an operator with one operand.</summary>
    public static bool IsUnary(string text) =>
        text.Length == 2 && text[0] == '-' && "abcdefghknoprstuvwxzLNGORS".Contains(text[1], StringComparison.Ordinal);

    /// <summary>Whether it is an operator with two operands.</summary>
    public static bool IsBinary(string text) => text switch
    {
        "=" or "==" or "!=" or "<" or ">" or "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge" or "-nt" or "-ot" or "-ef" => true,
        _ => false,
    };

    /// <summary>The value of an operator with one operand.</summary>
    /// <exception cref="ShellErrorException">The operand is not what the operator needs.</exception>
    public static bool Unary(Interpreter shell, char operation, string operand)
    {
        switch (operation)
        {
            case 'n':
                return operand.Length > 0;
            case 'z':
                return operand.Length == 0;
            case 't':
                return Integer(operand) is >= 0 and < int.MaxValue and var number && shell.Environment.Descriptors[(int)number] is { IsMemory: false } file && file.Descriptor.IsTerminal;
            case 'v':
                return IsSet(shell, operand);
            case 'o':
                return OptionNames.OfName(operand) is var option && option != ShellOptions.None && shell.Environment.Has(option);
            case 'R':
                return shell.Environment.Variables.Find(operand) is { Value.Length: > 0 } reference && (reference.Attributes & Variables.VariableAttributes.Reference) != 0;
        }
        ByteString path = ShellText.ToBytes(shell.Environment.OwnPath(operand));
        Descriptor? directory = shell.Environment.Directory;
        switch (operation)
        {
            case 'r': return operand.Length > 0 && FileAccessCheck.Ask(path, FileAccessCheck.Read, directory) == 0;
            case 'w': return operand.Length > 0 && FileAccessCheck.Ask(path, FileAccessCheck.Write, directory) == 0;
            case 'x': return operand.Length > 0 && FileAccessCheck.Ask(path, FileAccessCheck.Execute, directory) == 0;
        }
        if (operand.Length == 0 || FileStatus.TryRead(path, out _, operation is not ('h' or 'L'), directory) is not { } status) return false;
        return operation switch
        {
            'a' or 'e' => true,
            'b' => status.Kind == FileKind.BlockDevice,
            'c' => status.Kind == FileKind.CharacterDevice,
            'd' => status.Kind == FileKind.Directory,
            'f' => status.Kind == FileKind.Regular,
            'g' => (status.Permissions & 0x400) != 0,
            'h' or 'L' => status.Kind == FileKind.SymbolicLink,
            'k' => (status.Permissions & 0x200) != 0,
            'p' => status.Kind == FileKind.Fifo,
            's' => status.Size > 0,
            'S' => status.Kind == FileKind.Socket,
            'u' => (status.Permissions & 0x800) != 0,
            'N' => status.ModifiedNs > status.AccessedNs,
            'O' => status.User == Engine.Processes.OwnProcess.EffectiveUser,
            'G' => status.Group == Engine.Processes.OwnProcess.EffectiveGroup,
            _ => throw new ShellErrorException($"-{operation}: unknown operator"),
        };
    }

    // A variable, an element, any element, or a positional parameter.
    private static bool IsSet(Interpreter shell, string operand)
    {
        if (Variables.ElementName.TrySplit(operand, out string name, out string subscript) && subscript is "@" or "*")
            return shell.Environment.Variables.FindResolved(name) is { } variable && (shell.Refresh(variable).Array is { } array ? array.Count > 0 : variable.IsSet);
        if (operand.Length == 0 || !(ShellText.IsName(name) || operand.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)) return false;
        return shell.Words.NamedValue(operand) is not null;
    }

    /// <summary>The value of an operator with two operands.</summary>
    /// <exception cref="ShellErrorException">An operand is not a number.</exception>
    public static bool Binary(Interpreter shell, string left, string operation, string right)
    {
        switch (operation)
        {
            case "=" or "==":
                return left == right;
            case "!=":
                return left != right;
            case "<":
                return string.CompareOrdinal(left, right) < 0;
            case ">":
                return string.CompareOrdinal(left, right) > 0;
            case "-nt" or "-ot" or "-ef":
                return Files(shell, left, operation, right);
        }
        long a = Integer(left), b = Integer(right);
        return operation switch
        {
            "-eq" => a == b,
            "-ne" => a != b,
            "-lt" => a < b,
            "-le" => a <= b,
            "-gt" => a > b,
            _ => a >= b,
        };
    }

    private static bool Files(Interpreter shell, string left, string operation, string right)
    {
        FileStatus? a = FileStatus.TryRead(ShellText.ToBytes(shell.Environment.OwnPath(left)), out _, directory: shell.Environment.Directory);
        FileStatus? b = FileStatus.TryRead(ShellText.ToBytes(shell.Environment.OwnPath(right)), out _, directory: shell.Environment.Directory);
        return operation switch
        {
            "-nt" => a is not null && (b is null || a.Value.ModifiedNs > b.Value.ModifiedNs),
            "-ot" => b is not null && (a is null || a.Value.ModifiedNs < b.Value.ModifiedNs),
            _ => a is not null && b is not null && a.Value.Device == b.Value.Device && a.Value.Inode == b.Value.Inode,
        };
    }

    private static long Integer(string text)
    {
        if (TryDigits(text, out long digits)) return digits;
        if (long.TryParse(text.AsSpan().Trim(" \t\n\r\f\v"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)) return value;
        throw new ShellErrorException($"{text}: not an integer");
    }

    // What nearly all are: no sign, no blanks, and too few digits for an overflow.
    private static bool TryDigits(string text, out long value)
    {
        value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = (value * 10) + (c - '0');
        }
        return text.Length is > 0 and <= 18;
    }
}
