namespace Drover.Server.Endpoints;

/// <summary>Why somebody should look at a task.</summary>
internal sealed record AttentionAnswer(string Code, string Text);
