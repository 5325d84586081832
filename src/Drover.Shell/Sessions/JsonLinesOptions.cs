namespace Drover.Shell.Sessions;

/// <summary>How <see cref="JsonLines.RunJsonLinesAsync"/> reads.</summary>
public sealed record JsonLinesOptions
{
    /// <summary>How the text is evaluated; its <see cref="EvalOptions.OutputStream"/> gets the bytes too.</summary>
    public EvalOptions Evaluation { get; init; } = new();

    /// <summary>How long nothing may be written before that is told, again and again; null for never.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>How long a line may be, in bytes; what is longer comes as texts of that length.</summary>
    public int MaxLineBytes { get; init; } = 16 * 1024 * 1024;
}
