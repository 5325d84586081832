namespace Drover.Server.Descriptions;

/// <summary>One request that the API knows, as docs/openapi.json describes it.</summary>
/// <remarks>
/// Fields are written "name:type", with "!" behind the name when they are required. Types: s text, i whole number, n number, b true or false, ss texts, ii whole
/// numbers, env an object of texts, words with "|" between them, and @Name a form of <see cref="Operations.Forms"/>.
/// </remarks>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, with names in braces.</param>
/// <param name="Summary">What it does.</param>
internal sealed record Operation(string Method, string Path, string Summary)
{
    /// <summary>What may stand in the query.</summary>
    public string[] Query { get; init; } = [];

    /// <summary>The fields of its body; null when it has none.</summary>
    public string[]? Body { get; init; }

    /// <summary>The status of its usual answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The type of its usual answer; null when it is no JSON, or empty.</summary>
    public Type? Answer { get; init; }

    /// <summary>The content type of its usual answer when it is no JSON; null for none.</summary>
    public string? Content { get; init; }

    /// <summary>Another good answer, such as 201 or 202, and its type.</summary>
    public (int Status, Type? Answer)[] Others { get; init; } = [];

    /// <summary>The statuses of problems beyond those that every request may get.</summary>
    public int[] Problems { get; init; } = [];

    /// <summary>The statuses of problems that every request may get: access (401, 403), and storage that does not work (503).</summary>
    public static int[] UsualProblems { get; } = [401, 403, 503];

    /// <summary>The statuses of requests whose line (8 KiB) or headers (16 KiB) are too long: they are refused while they are read, and without a body.</summary>
    public static int[] TooLong { get; } = [414, 431];
}
