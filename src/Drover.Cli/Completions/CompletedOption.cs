namespace Drover.Cli.Completions;

/// <summary>An option as completion scripts need it.</summary>
/// <param name="Names">"--name" and its short forms.</param>
/// <param name="Description">One line.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Words">With <see cref="ValueKind.Words"/>: which.</param>
/// <param name="Repeats">Whether it may be given several times.</param>
internal sealed record CompletedOption(IReadOnlyList<string> Names, string Description, ValueKind Kind, IReadOnlyList<string> Words, bool Repeats);
