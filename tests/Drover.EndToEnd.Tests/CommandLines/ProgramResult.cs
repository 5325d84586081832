namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>What a program wrote, and its exit status.</summary>
public sealed record ProgramResult(int Status, string Output, string Error);
