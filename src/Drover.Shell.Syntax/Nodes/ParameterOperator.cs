namespace Drover.Shell.Syntax.Nodes;

/// <summary>What <c>${…}</c> does with the value of its parameter.</summary>
public enum ParameterOperator
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><c>${#name}</c>.</summary>
    Length,

    /// <summary><c>-</c> and <c>:-</c>.</summary>
    Default,

    /// <summary><c>=</c> and <c>:=</c>.</summary>
    Assign,

    /// <summary><c>?</c> and <c>:?</c>.</summary>
    Error,

    /// <summary><c>+</c> and <c>:+</c>.</summary>
    Alternative,

    /// <summary><c>#</c>.</summary>
    RemoveShortestPrefix,

    /// <summary><c>##</c>.</summary>
    RemoveLongestPrefix,

    /// <summary><c>%</c>.</summary>
    RemoveShortestSuffix,

    /// <summary><c>%%</c>.</summary>
    RemoveLongestSuffix,

    /// <summary><c>/</c>.</summary>
    ReplaceFirst,

    /// <summary><c>//</c>.</summary>
    ReplaceAll,

    /// <summary><c>/#</c>.</summary>
    ReplacePrefix,

    /// <summary><c>/%</c>.</summary>
    ReplaceSuffix,

    /// <summary><c>:offset:length</c>.</summary>
    Substring,

    /// <summary><c>^</c>.</summary>
    UpperFirst,

    /// <summary><c>^^</c>.</summary>
    UpperAll,

    /// <summary><c>,</c>.</summary>
    LowerFirst,

    /// <summary><c>,,</c>.</summary>
    LowerAll,

    /// <summary><c>~</c>.</summary>
    SwapFirst,

    /// <summary><c>~~</c>.</summary>
    SwapAll,

    /// <summary><c>${!prefix*}</c> and <c>${!prefix@}</c>.</summary>
    NamesWithPrefix,

    /// <summary><c>${!name[@]}</c> and <c>${!name[*]}</c>.</summary>
    Keys,

    /// <summary><c>@Q</c> and the like.</summary>
    Transform,
}
