namespace Drover.Shell.Prompts;

/// <summary>The user gave a command up while it was being read: the parser that asked for its next line is of no more use. Never leaves the interactive loop.</summary>
internal sealed class InterruptedReadException() : Exception("The command was given up.");
