namespace Drover.LineEditor;

/// <summary>What reading a line gave.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Text">The text, without the newline that ended it; what there was of it when it was interrupted or broken off.</param>
public readonly record struct LineResult(LineOutcome Outcome, byte[] Text);
