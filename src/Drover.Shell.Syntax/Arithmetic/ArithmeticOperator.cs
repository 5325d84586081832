namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>The arithmetic operators.</summary>
public enum ArithmeticOperator
{
    /// <summary>Unary <c>+</c>.</summary>
    Plus,

    /// <summary>Unary <c>-</c>.</summary>
    Minus,

    /// <summary><c>!</c>.</summary>
    Not,

    /// <summary><c>~</c>.</summary>
    Complement,

    /// <summary><c>++name</c>.</summary>
    PreIncrement,

    /// <summary><c>--name</c>.</summary>
    PreDecrement,

    /// <summary><c>name++</c>.</summary>
    PostIncrement,

    /// <summary><c>name--</c>.</summary>
    PostDecrement,

    /// <summary><c>*</c>.</summary>
    Multiply,

    /// <summary><c>/</c>.</summary>
    Divide,

    /// <summary><c>%</c>.</summary>
    Remainder,

    /// <summary><c>**</c>.</summary>
    Power,

    /// <summary><c>+</c>.</summary>
    Add,

    /// <summary><c>-</c>.</summary>
    Subtract,

    /// <summary><c>&lt;&lt;</c>.</summary>
    ShiftLeft,

    /// <summary><c>&gt;&gt;</c>.</summary>
    ShiftRight,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>==</c>.</summary>
    Equal,

    /// <summary><c>!=</c>.</summary>
    NotEqual,

    /// <summary><c>&amp;</c>.</summary>
    BitAnd,

    /// <summary><c>^</c>.</summary>
    BitXor,

    /// <summary><c>|</c>.</summary>
    BitOr,

    /// <summary><c>&amp;&amp;</c>.</summary>
    And,

    /// <summary><c>||</c>.</summary>
    Or,

    /// <summary><c>,</c>.</summary>
    Comma,
}
