namespace Drover.Shell.Expansions;

/// <summary>What an element of a pattern matches.</summary>
internal enum PatternElementKind : byte
{
    /// <summary>One byte.</summary>
    Char,

    /// <summary><c>?</c>: one character.</summary>
    Any,

    /// <summary><c>*</c>: any number of characters.</summary>
    Star,

    /// <summary><c>[…]</c>: one character of a set.</summary>
    Bracket,

    /// <summary><c>?(…) *(…) +(…) @(…) !(…)</c>: alternatives.</summary>
    Group,
}
