namespace Drover.Server.Agents;

/// <summary>What the standard input of an agent is.</summary>
internal enum AgentInput
{
    /// <summary>/dev/null: a pipe that nobody closes makes many programs wait for ever.</summary>
    None,

    /// <summary>The prompt, then the end of the file.</summary>
    Prompt,

    /// <summary>One line with the path of the prompt's file, then the end of the file.</summary>
    PromptFile,

    /// <summary>A pipe that people write to, until they end it.</summary>
    Pipe,

    /// <summary>A pseudo-terminal that people type into; its standard output and error are the same terminal.</summary>
    Terminal,
}
