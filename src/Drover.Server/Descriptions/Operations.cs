using Drover.Server.Endpoints;
using Drover.Server.Runs;

namespace Drover.Server.Descriptions;

/// <summary>All requests that the API knows.</summary>
internal static class Operations
{
    private static readonly string[] s_task =
    [
        "title!:s", "context:s", "docsPath:s", "priority:i", "profile:s", "workspace:s", "labels:ss", "timeoutMs:i", "idleTimeoutMs:i", "env:env",
        "onFailure:todo|failed|retry", "maxAttempts:i", "backoffMs:i", "dependsOn:ss",
    ];

    private static readonly string[] s_edit = [.. s_task.Select(field => field.Replace("!", "", StringComparison.Ordinal)), "status:todo|queued|review|done|failed|archived"];

    private static readonly string[] s_profile =
    [
        "command!:s", "args:ss", "stdin:none|prompt|promptFile|pipe|pty", "columns:i", "rows:i", "environment:@Environment", "limits:@Limits", "stopSignal:s",
        "successCodes:ii", "retry:@Retry", "rateLimit:@RateLimit",
    ];

    private static readonly string[] s_schedule = ["cron!:s", "timeZone:s", "enabled:b", "overlap:skip|queue", "catchUp:none|one", "task!:@Task"];

    private static readonly string[] s_settings =
        ["capacity:i", "taskTimeoutMs:i", "idleTimeoutMs:i", "stopGraceMs:i", "defaultProfile:s", "logRetentionMs:i", "logMaxBytes:i", "logTotalBytes:i", "keptRuns:i"];

    /// <summary>The forms of objects within bodies.</summary>
    public static IReadOnlyDictionary<string, string[]> Forms { get; } = new SortedDictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Environment"] = ["policy:inherit|allowlist|clear", "allow:ss", "set:env", "secrets:ss"],
        ["Limits"] = ["timeoutMs:i", "idleTimeoutMs:i", "memoryBytes:i", "cpus:n", "pids:i", "openFiles:i", "outputBytes:i", "graceMs:i"],
        ["RateLimit"] = ["exitCodes:ii", "patterns:ss", "withinMs:i", "waitMs:i", "minWaitMs:i", "maxWaitMs:i"],
        ["Retry"] = ["onFailure:todo|failed|retry", "maxAttempts:i", "backoffMs:i"],
        ["Task"] = s_task,
    };

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("GET", "/api/board", "The board at a glance: the first tasks of each lane, counts and the queue") { Answer = typeof(BoardAnswer), Others = [(304, null)], Problems = [400] },
        new("GET", "/api/tasks", "Tasks, a page at a time")
            { Query = ["status:s", "label:s", "q:s", "priority:i", "sort:s", "limit:i", "cursor:s"], Answer = typeof(Page<TaskAnswer>), Problems = [400] },
        new("POST", "/api/tasks", "Add a task") { Body = s_task, Status = 201, Answer = typeof(TaskAnswer), Problems = [400, 413, 415] },
        new("GET", "/api/tasks/{id}", "A task with its newest lines of output") { Answer = typeof(TaskAnswer), Problems = [404] },
        new("PATCH", "/api/tasks/{id}", "Change what is sent") { Body = s_edit, Answer = typeof(TaskAnswer), Problems = [400, 404, 409, 412, 413, 415] },
        new("PUT", "/api/tasks/{id}", "Change all of a task")
            { Body = ["title!:s", .. s_edit.Where(field => field != "title:s")], Answer = typeof(TaskAnswer), Problems = [400, 404, 409, 412, 413, 415] },
        new("DELETE", "/api/tasks/{id}", "Remove a task with its runs and their logs") { Query = ["worktree:keep"], Status = 204, Problems = [400, 404, 409, 412] },
        new("POST", "/api/tasks/{id}/run", "Start a run")
            { Body = ["ifBusy:fail|queue", "timeoutMs:i", "profile:s", "env:env"], Answer = typeof(RunningAnswer), Others = [(202, typeof(QueuedAnswer))], Problems = [400, 404, 409, 413, 415, 422, 500] },
        new("POST", "/api/tasks/{id}/stop", "Stop the live run") { Body = ["graceMs:i", "signal:s", "wait:b"], Answer = typeof(StoppingAnswer), Problems = [400, 404, 413, 415] },
        new("POST", "/api/tasks/{id}/kill", "Stop the live run with SIGKILL") { Body = [], Answer = typeof(StoppingAnswer), Problems = [400, 404, 413, 415] },
        new("POST", "/api/tasks/{id}/approve", "Its result is good") { Body = [], Answer = typeof(TaskAnswer), Problems = [400, 404, 409, 413, 415] },
        new("POST", "/api/tasks/{id}/reject", "Its result is not good") { Body = ["note:s"], Answer = typeof(TaskAnswer), Problems = [400, 404, 409, 413, 415] },
        new("POST", "/api/tasks/{id}/archive", "Put it out of sight") { Body = [], Answer = typeof(TaskAnswer), Problems = [400, 404, 409, 413, 415] },
        new("POST", "/api/tasks/{id}/queue", "Let it wait for a slot") { Body = [], Answer = typeof(QueuedAnswer), Problems = [400, 404, 409, 413, 415] },
        new("POST", "/api/tasks/{id}/retry", "The same as queue") { Body = [], Answer = typeof(QueuedAnswer), Problems = [400, 404, 409, 413, 415] },
        new("POST", "/api/tasks/{id}/dequeue", "Take it out of the queue") { Body = [], Answer = typeof(TaskAnswer), Problems = [400, 404, 409, 413, 415] },
        new("POST", "/api/tasks/bulk", "The same to many tasks") { Body = ["ids!:ss", "action!:queue|dequeue|approve|archive|delete"], Answer = typeof(BulkAnswer[]), Problems = [400, 413, 415] },
        new("GET", "/api/tasks/{id}/runs", "Its runs, newest first") { Query = ["limit:i", "cursor:s"], Answer = typeof(Page<RunAnswer>), Problems = [400, 404] },
        new("GET", "/api/tasks/{id}/events", "All that happened to it") { Answer = typeof(EventAnswer[]), Problems = [404] },
        new("GET", "/api/runs", "Runs of all tasks, newest first")
            { Query = ["state:s", "since:s", "until:s", "taskId:s", "limit:i", "cursor:s"], Answer = typeof(Page<RunAnswer>), Problems = [400] },
        new("GET", "/api/runs/{runId}", "A run") { Answer = typeof(RunAnswer), Problems = [404] },
        new("GET", "/api/runs/{runId}/events", "All that happened to it") { Answer = typeof(EventAnswer[]), Problems = [404] },
        new("GET", "/api/runs/{runId}/prompt", "What its agent was told") { Content = "text/plain", Problems = [400, 404, 410] },
        new("POST", "/api/runs/{runId}/input", "Write to its standard input or terminal") { Body = ["text:s", "base64:s", "end:b"], Status = 204, Problems = [400, 404, 409, 413, 415] },
        new("POST", "/api/runs/{runId}/resize", "Set the size of its terminal") { Body = ["columns!:i", "rows!:i"], Status = 204, Problems = [400, 404, 409, 413, 415] },
        new("POST", "/api/runs/{runId}/signal", "Send it a signal") { Body = ["signal!:s", "scope:group|tree|process", "pid:i"], Status = 204, Problems = [400, 404, 409, 413, 415] },
        new("GET", "/api/runs/{runId}/tree", "Its processes now, or as they were written down at a moment") { Query = ["at:s"], Content = "application/json", Problems = [400, 404, 503] },
        new("GET", "/api/runs/{runId}/stats", "What its processes use now") { Content = "application/json", Problems = [400, 404, 503] },
        new("GET", "/api/runs/{runId}/logs", "Its log, a page at a time")
            { Query = ["after:i", "before:i", "tail:i", "at:s", "stream:s", "limit:i", "format:json|text|plain"], Answer = typeof(LogPage), Problems = [400, 404, 410] },
        new("GET", "/api/runs/{runId}/logs/search", "Lines of its log")
            { Query = ["q!:s", "regex:b", "case:b", "stream:s", "limit:i", "after:i"], Answer = typeof(SearchAnswer), Problems = [400, 404, 410] },
        new("GET", "/api/runs/{runId}/logs/raw", "The bytes of its log") { Content = "application/octet-stream", Others = [(206, null)], Problems = [400, 404, 410, 416] },
        new("GET", "/api/runs/{runId}/logs/stream", "Its log as Server-Sent Events") { Query = ["after:i", "tail:i", "streams:s"], Content = "text/event-stream", Others = [(204, null)], Problems = [400, 404] },
        new("GET", "/api/runs/{runId}/resources", "What its processes used over time") { Query = ["from:s", "to:s", "step:i"], Answer = typeof(ResourceAnswer), Problems = [400, 404] },
        new("GET", "/api/processes", "Live runs") { Answer = typeof(ProcessAnswer[]), Problems = [400] },
        new("GET", "/api/queue", "The queue and its slots") { Answer = typeof(QueueAnswer) },
        new("PATCH", "/api/queue", "Change the capacity") { Body = ["capacity:i"], Answer = typeof(QueueAnswer), Problems = [400, 413, 415] },
        new("POST", "/api/queue/pause", "Start nothing from the queue") { Body = ["reason:s", "untilMs:i"], Answer = typeof(QueueAnswer), Problems = [400, 413, 415] },
        new("POST", "/api/queue/resume", "End a pause or draining") { Body = [], Answer = typeof(QueueAnswer), Problems = [400, 413, 415] },
        new("POST", "/api/queue/drain", "Start nothing at all") { Body = [], Answer = typeof(QueueAnswer), Problems = [400, 413, 415] },
        new("POST", "/api/queue/reorder", "Put waiting tasks into a new order") { Body = ["ids!:ss"], Answer = typeof(ExplainAnswer[]), Problems = [400, 409, 413, 415] },
        new("GET", "/api/queue/explain", "Why each waiting task is or is not next") { Answer = typeof(ExplainAnswer[]) },
        new("GET", "/api/profiles", "Agent profiles") { Answer = typeof(ProfileAnswer[]), Problems = [400] },
        new("POST", "/api/profiles", "Add a profile") { Body = ["name!:s", .. s_profile], Status = 201, Answer = typeof(ProfileAnswer), Problems = [400, 409, 413, 415] },
        new("GET", "/api/profiles/{name}", "A profile, without the values that are secret") { Answer = typeof(ProfileAnswer), Problems = [404] },
        new("PUT", "/api/profiles/{name}", "Store all of a profile") { Body = s_profile, Answer = typeof(ProfileAnswer), Others = [(201, typeof(ProfileAnswer))], Problems = [400, 404, 412, 413, 415] },
        new("PATCH", "/api/profiles/{name}", "Change what is sent")
            { Body = [.. s_profile.Select(field => field.Replace("!", "", StringComparison.Ordinal))], Answer = typeof(ProfileAnswer), Problems = [400, 404, 412, 413, 415] },
        new("DELETE", "/api/profiles/{name}", "Remove a profile that no task needs") { Status = 204, Problems = [404, 409, 412] },
        new("POST", "/api/profiles/{name}/check", "Look whether its command can be started") { Body = [], Answer = typeof(CheckAnswer), Problems = [400, 404, 413, 415] },
        new("GET", "/api/settings", "What holds now, and where it comes from") { Answer = typeof(SettingsAnswer), Problems = [400] },
        new("PUT", "/api/settings", "Store all settings") { Body = s_settings, Answer = typeof(SettingsAnswer), Problems = [400, 412, 413, 415] },
        new("PATCH", "/api/settings", "Store what is sent") { Body = s_settings, Answer = typeof(SettingsAnswer), Problems = [400, 412, 413, 415] },
        new("GET", "/api/schedules", "Schedules") { Answer = typeof(ScheduleAnswer[]), Problems = [400] },
        new("GET", "/api/schedules/{name}", "A schedule") { Answer = typeof(ScheduleAnswer), Problems = [404] },
        new("PUT", "/api/schedules/{name}", "Store all of a schedule") { Body = s_schedule, Answer = typeof(ScheduleAnswer), Others = [(201, typeof(ScheduleAnswer))], Problems = [400, 404, 412, 413, 415] },
        new("PATCH", "/api/schedules/{name}", "Change what is sent")
            { Body = [.. s_schedule.Select(field => field.Replace("!", "", StringComparison.Ordinal))], Answer = typeof(ScheduleAnswer), Problems = [400, 404, 412, 413, 415] },
        new("DELETE", "/api/schedules/{name}", "Remove a schedule; its tasks stay") { Status = 204, Problems = [404, 412] },
        new("GET", "/api/workspaces", "Workspaces") { Answer = typeof(WorkspaceAnswer[]), Problems = [400] },
        new("GET", "/api/workspaces/{name}", "A workspace") { Answer = typeof(WorkspaceAnswer), Problems = [404] },
        new("PUT", "/api/workspaces/{name}", "Store a workspace")
            { Body = ["path!:s", "worktrees:b", "base:s"], Answer = typeof(WorkspaceAnswer), Others = [(201, typeof(WorkspaceAnswer))], Problems = [400, 404, 412, 413, 415] },
        new("DELETE", "/api/workspaces/{name}", "Forget a workspace; its directory stays") { Status = 204, Problems = [404, 409] },
        new("POST", "/api/login", "Open a session in a browser") { Body = ["token!:s"], Status = 204, Problems = [400, 413, 415] },
        new("POST", "/api/logout", "End the session") { Status = 204 },
        new("POST", "/api/tickets", "A ticket that opens one WebSocket") { Status = 201, Answer = typeof(TicketAnswer) },
        new("GET", "/api/tokens", "Tokens that were given out, without their texts") { Answer = typeof(TokenAnswer[]) },
        new("POST", "/api/tokens", "Give out a token; its text is in this answer only") { Body = ["name!:s", "scope:read|write"], Status = 201, Answer = typeof(TokenAnswer), Problems = [400, 409, 413, 415] },
        new("DELETE", "/api/tokens/{id}", "Take a token back") { Status = 204, Problems = [404] },
        new("GET", "/api/system", "What the server takes and keeps") { Answer = typeof(SystemAnswer), Problems = [400] },
        new("GET", "/api/webhooks", "Webhooks, without their secrets") { Answer = typeof(WebhookAnswer[]), Problems = [400] },
        new("POST", "/api/webhooks", "Add a webhook; its secret is in this answer only")
            { Body = ["url!:s", "events:ss", "enabled:b", "secret:s"], Status = 201, Answer = typeof(WebhookAnswer), Problems = [400, 409, 413, 415] },
        new("GET", "/api/webhooks/{id}", "A webhook, without its secret") { Answer = typeof(WebhookAnswer), Problems = [400, 404] },
        new("PATCH", "/api/webhooks/{id}", "Change what is sent; a secret of null makes a new one, which is in this answer only")
            { Body = ["url:s", "events:ss", "enabled:b", "secret:s"], Answer = typeof(WebhookAnswer), Problems = [400, 404, 412, 413, 415] },
        new("DELETE", "/api/webhooks/{id}", "Remove a webhook with its deliveries") { Status = 204, Problems = [404, 412] },
        new("GET", "/api/webhooks/{id}/deliveries", "Its deliveries, newest first") { Query = ["limit:i", "cursor:s"], Answer = typeof(Page<WebhookDeliveryAnswer>), Problems = [400, 404] },
        new("POST", "/api/webhooks/{id}/test", "Send it an event and see what comes back") { Body = [], Answer = typeof(WebhookTestAnswer), Problems = [400, 404, 413, 415] },
        new("GET", "/api/version", "What runs here") { Answer = typeof(VersionAnswer) },
        new("GET", "/api/recovery", "What the server found when it started") { Answer = typeof(RecoveryReport) },
        new("POST", "/api/backup", "Copy the board's database into the state directory") { Body = [], Status = 201, Answer = typeof(BackupAnswer), Problems = [400, 413, 415] },
        new("POST", "/api/shutdown", "Stop the server") { Body = ["mode:stop|leave|drain", "graceMs:i"], Status = 202, Answer = typeof(ShutdownAnswer), Problems = [400, 413, 415] },
        new("GET", "/healthz", "The server lives") { Answer = typeof(HealthAnswer) },
        new("GET", "/readyz", "The server can do its work") { Answer = typeof(HealthAnswer), Others = [(503, typeof(HealthAnswer))] },
        new("GET", "/metrics", "Figures in the text format of Prometheus") { Content = "text/plain" },
        new("GET", "/openapi.json", "This description") { Content = "application/json" },
        new("GET", "/ws/logs/{id}", "The log of a task on a WebSocket") { Query = ["after:i", "tail:i", "streams:s", "ticket:s"], Status = 101, Problems = [426] },
        new("GET", "/ws/runs/{id}", "The log of a run on a WebSocket") { Query = ["after:i", "tail:i", "streams:s", "ticket:s"], Status = 101, Problems = [426] },
        new("GET", "/ws/board", "The board's events on a WebSocket") { Query = ["afterRev:i", "ticket:s"], Status = 101, Problems = [426] },
    ];
}
