namespace Drover.Cli;

/// <summary>What <c>drover sh --help</c> says.</summary>
internal static class ShellHelp
{
    public const string Text =
        """
        usage: drover sh [OPTION]... [FILE [ARGUMENT]...]
               drover sh [OPTION]... -c COMMANDS [NAME [ARGUMENT]...]
               drover sh [OPTION]... -s [ARGUMENT]...
        A POSIX shell with much of bash's language. Without FILE and -c it reads standard input, and is interactive if that is a terminal.

          -i, -l               interactive; a login shell
          -abCefhmnuvx         as "set" has them; + turns one off
          -o NAME, +o NAME     the same by name; "set -o" lists them, posix and pipefail among them
          -O NAME, +O NAME     options of "shopt"

        A link named sh that leads here is the shell in POSIX mode. "help" in the shell lists its built-ins. docs/shell.md has all of it.

        """;
}
