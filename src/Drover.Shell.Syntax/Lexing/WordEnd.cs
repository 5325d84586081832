namespace Drover.Shell.Syntax.Lexing;

/// <summary>What ends a word.</summary>
internal enum WordEnd
{
    /// <summary>A blank, a newline or an operator.</summary>
    Token,

    /// <summary>The same, but parentheses and bars are part of it (<c>=~</c>).</summary>
    Regex,

    /// <summary><c>"</c>.</summary>
    Quote,

    /// <summary>The end of the text.</summary>
    Text,

    /// <summary><c>}</c>.</summary>
    Brace,

    /// <summary><c>/</c> or <c>}</c>.</summary>
    Slash,

    /// <summary><c>:</c> or <c>}</c>.</summary>
    Colon,

    /// <summary><c>)</c> that was not opened inside.</summary>
    Paren,

    /// <summary><c>;</c> or <c>)</c> that was not opened inside.</summary>
    Semicolon,

    /// <summary><c>]</c> that was not opened inside.</summary>
    Bracket,
}
