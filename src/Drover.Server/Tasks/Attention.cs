namespace Drover.Server.Tasks;

/// <summary>Why somebody should look at a task.</summary>
/// <param name="Code">For programs: "exit_code", "stopped", "agent_not_found", …</param>
/// <param name="Text">For people, one sentence.</param>
internal sealed record Attention(string Code, string Text);
