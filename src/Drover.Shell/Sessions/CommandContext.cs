using System.Text;

namespace Drover.Shell.Sessions;

/// <summary>What a command of the host's own is given.</summary>
public sealed class CommandContext
{
    internal CommandContext()
    {
    }

    /// <summary>The session that runs it.</summary>
    public required ShellSession Session { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its operands, after all expansions.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The exported variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The working directory.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>The standard output.</summary>
    public required Stream Output { get; init; }

    /// <summary>The standard error.</summary>
    public required Stream Error { get; init; }

    /// <summary>The number of the job that it is a part of; null when it is none.</summary>
    public int? JobId { get; init; }

    /// <summary>Whether nothing waits for it.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Is cancelled when the evaluation is to end.</summary>
    public CancellationToken Cancelled { get; init; }

    /// <summary>Writes a line to the standard output.</summary>
    public ValueTask WriteLineAsync(string text) => Output.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), Cancelled);

    /// <summary>Writes a line to the standard error.</summary>
    public ValueTask WriteErrorAsync(string text) => Error.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), Cancelled);
}
