namespace Drover.Shell.Expansions;

/// <summary>How a pattern is read and matched.</summary>
[Flags]
internal enum PatternStyles
{
    None = 0,

    /// <summary>Characters are UTF-8; else each byte is one.</summary>
    Utf8 = 1,

    /// <summary><c>?( ) *( ) +( ) @( ) !( )</c> are groups.</summary>
    Extended = 2,

    /// <summary>ASCII letters match in either case.</summary>
    IgnoresCase = 4,
}
