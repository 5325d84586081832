namespace Drover.Server.Hosting;

/// <summary>What <c>drover serve --help</c> says.</summary>
internal static class ServeHelp
{
    public const string Text =
        """
        usage: drover serve [OPTION]...
        Serves the task board, its HTTP and WebSocket API and its queue until SIGINT or SIGTERM.

          --listen ADDRESS      where to listen (DROVER_LISTEN; 127.0.0.1). Others than loopback need a token.
          --port PORT           the port (DROVER_PORT; 7180); 0 takes one that is free
          --socket PATH         listen on a Unix socket instead (DROVER_SOCKET)
          --state DIRECTORY     where the board and the runs are kept (DROVER_STATE; as for drover run)
          --workspace DIRECTORY where agents work (WORKSPACE_PATH; the working directory)
          --capacity N          how many agents may work at once (DROVER_CAPACITY; 1)
          --on-exit MODE        what becomes of live runs at the end: stop (the default), leave or drain
          --demo                fill an empty board with work for a built-in agent

        Variables
          AGENT_COMMAND         the agent's command line; without it: claude
          MAX_LOG_LINES         how many of the newest lines a task keeps (50)
          DROVER_DATABASE       a PostgreSQL database instead of SQLite: postgres://user:password@host/name
          DROVER_TOKEN, DROVER_TOKEN_FILE             what others than our own user must show
          DROVER_TASK_TIMEOUT, DROVER_IDLE_TIMEOUT    when a run has taken, or been silent for, too long (never)
          DROVER_STOP_GRACE, DROVER_SHUTDOWN_GRACE    from the first signal to SIGKILL: of a stop (5s), of the whole end (10s)
          DROVER_LOG_RETENTION, DROVER_LOG_MAX        for how long, and how much of, the output of a run is kept (all)
          DROVER_LOG_TOTAL                            how much the output of all runs together may take (all)
          DROVER_BACKUPS                              how many daily copies of a SQLite database are kept (7)
          DROVER_WEBHOOK_HOSTS                        where webhooks may lead (anywhere)

        The rest of what can be set is in the board's Settings. docs/server-api.md has the API, docs/board.md the board.
        """;
}
