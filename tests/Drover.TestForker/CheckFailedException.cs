namespace Drover.TestForker;

/// <summary>A check did not hold.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);
