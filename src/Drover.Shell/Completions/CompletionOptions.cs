namespace Drover.Shell.Completions;

/// <summary>The options of <c>complete -o</c> and <c>compopt</c>.</summary>
[Flags]
internal enum CompletionOptions
{
    None = 0,
    BashDefault = 1 << 0,
    Default = 1 << 1,
    DirectoryNames = 1 << 2,
    FileNames = 1 << 3,
    NoQuote = 1 << 4,
    NoSort = 1 << 5,
    NoSpace = 1 << 6,
    PlusDirectories = 1 << 7,
}
