using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Drover.Server.AgentTools;

/// <summary>What the tools are called, what they are for, and what they take.</summary>
internal static class ToolSchemas
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Tool> All { get; } =
    [
        Make("start_run",
            "Start a command as a durable run: it goes on when this conversation ends, and all its output is kept. Give 'command' as a list of words, or 'script' as text for /bin/sh. Answers at once with the run's id.",
            """
            {"type":"object","additionalProperties":false,"properties":{
              "command":{"type":"array","items":{"type":"string"},"minItems":1,"description":"the program and its arguments"},
              "script":{"type":"string","description":"text for /bin/sh -c, instead of 'command'"},
              "cwd":{"type":"string","description":"where it runs; the working directory of this server without it"},
              "name":{"type":"string","description":"a name that no other live run has"},
              "env":{"type":"object","additionalProperties":{"type":"string"},"description":"additional environment"},
              "timeoutSeconds":{"type":"number","exclusiveMinimum":0,"description":"after which it is stopped with all that it started"}}}
            """),
        Make("read_output",
            "Read what a run has written, from a cursor. Give back 'next' as 'after' to go on; nothing is lost in between. With 'waitSeconds' it waits for new output or the end. 'complete' is true when the run has ended and all was read.",
            """
            {"type":"object","additionalProperties":false,"required":["run"],"properties":{
              "run":{"type":"string","description":"the run's id or name"},
              "after":{"type":"integer","minimum":0,"description":"the cursor of the answer before; 0 or none for the beginning"},
              "tail":{"type":"integer","minimum":1,"maximum":5000,"description":"begin with so many of the newest lines, instead of 'after'"},
              "maxCharacters":{"type":"integer","minimum":1000,"maximum":200000,"description":"how much at most; 20000 without it"},
              "waitSeconds":{"type":"number","minimum":0,"maximum":60,"description":"how long to wait when there is nothing new"}}}
            """),
        Make("stop_run",
            "Stop a run: a polite signal to its whole tree, SIGKILL after the grace, and an answer when nothing of it is left.",
            """
            {"type":"object","additionalProperties":false,"required":["run"],"properties":{
              "run":{"type":"string","description":"the run's id or name"},
              "graceSeconds":{"type":"number","minimum":0,"maximum":300,"description":"how long it may take to end by itself; 5 without it"}}}
            """),
        Make("list_runs",
            "List durable runs: the live ones, with 'all' those that have ended too.",
            """{"type":"object","additionalProperties":false,"properties":{"all":{"type":"boolean"}}}"""),
        Make("list_tasks",
            "List the tasks of the board (drover serve), with the state of their last run.",
            """
            {"type":"object","additionalProperties":false,"properties":{
              "status":{"type":"string","description":"some of todo, queued, blocked, running, stopping, review, done, failed, archived, with commas"},
              "text":{"type":"string","description":"only those that hold this text"}}}
            """),
    ];

    private static Tool Make(string name, string description, string schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        return new Tool { Name = name, Description = description, InputSchema = document.RootElement.Clone() };
    }
}
