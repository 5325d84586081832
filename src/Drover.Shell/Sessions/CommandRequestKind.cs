namespace Drover.Shell.Sessions;

/// <summary>What a <see cref="ICommandPolicy"/> is asked about.</summary>
public enum CommandRequestKind
{
    /// <summary>A program.</summary>
    Program,

    /// <summary>A built-in of the shell, or a command of the host's.</summary>
    Builtin,

    /// <summary>
    /// A text that another process executes, as a compound command in a pipeline or in the background. Its single commands are not asked about: there is nobody to ask.
    /// </summary>
    Subshell,

    /// <summary>
    /// A redirection that opens a file or, as <c>/dev/tcp/host/port</c>, a connection; also <c>$(&lt;file)</c>. <c>/dev/null</c>, descriptors and here-documents are not asked about.
    /// </summary>
    Redirection,
}
