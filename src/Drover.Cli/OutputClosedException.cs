namespace Drover.Cli;

/// <summary>Nobody reads our standard output any more (EPIPE): the command ends without a word, as one that SIGPIPE ends.</summary>
internal sealed class OutputClosedException : Exception;
