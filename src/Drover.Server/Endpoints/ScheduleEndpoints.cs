using Drover.Server.Agents;
using Drover.Server.Schedules;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/schedules: tasks that are made again and again.</summary>
internal sealed class ScheduleEndpoints(Board board, TaskEndpoints tasks, TimeProvider time)
{
    private static readonly string[] s_fields = ["cron", "timeZone", "enabled", "overlap", "catchUp", "task"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/schedules", ListAsync);
        routes.MapGet("/schedules/{name}", ShowAsync);
        routes.MapPut("/schedules/{name}", context => StoreAsync(context, isWhole: true));
        routes.MapPatch("/schedules/{name}", context => StoreAsync(context, isWhole: false));
        routes.MapDelete("/schedules/{name}", DeleteAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        return Answers.WriteAsync(context, [.. board.Database.Read(ScheduleTable.All).Select(ScheduleAnswer.Of)], AnswerJson.Default.ScheduleAnswerArray);
    }

    private Task ShowAsync(HttpContext context)
    {
        string name = Name(context);
        return WriteAsync(context, board.Database.Read(session => ScheduleTable.Find(session, name)) ?? throw new ProblemException(NoSchedule(name)));
    }

    private async Task StoreAsync(HttpContext context, bool isWhole)
    {
        string name = Name(context);
        RequestBody body = await RequestBody.ReadAsync(context, s_fields).ConfigureAwait(false);
        Schedule? known = board.Database.Read(session => ScheduleTable.Find(session, name));
        if (known is null && (!isWhole || !AgentProfile.IsName(name))) throw new ProblemException(NoSchedule(name));
        Schedule read = Fill(body, name, isWhole ? null : known);
        body.ThrowIfWrong();
        Func<long, bool> isCurrent = Answers.IfMatch(context);
        (Schedule? stored, bool isNew) = await board.Database.WriteAsync<(Schedule?, bool)>(
            session =>
            {
                Schedule? was = ScheduleTable.Find(session, name);
                if (was is null ? !isWhole || context.Request.Headers.IfMatch.Count > 0 : !isCurrent(was.Rev)) return (null, false);
                Schedule filled = isWhole ? read : Fill(body, name, was);
                Schedule made = filled with { Rev = (was?.Rev ?? 0) + 1, LastAt = was?.LastAt, LastResult = was?.LastResult, LastTaskSeq = was?.LastTaskSeq };
                return (ScheduleTable.Write(session, made.After(time.GetUtcNow())), was is null);
            },
            committed: done => Tell(done.Item1 is not null)).ConfigureAwait(false);
        if (stored is null) throw new ProblemException(Stale(name));
        await WriteAsync(context, stored, isNew ? 201 : 200).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        string name = Name(context);
        Func<long, bool> isCurrent = Answers.IfMatch(context);
        (bool isThere, bool isRemoved) = await board.Database.WriteAsync(
            session => ScheduleTable.Find(session, name) is { } was ? (true, isCurrent(was.Rev) && ScheduleTable.Delete(session, name)) : (false, false),
            committed: done => Tell(done.Item2)).ConfigureAwait(false);
        if (!isThere) throw new ProblemException(NoSchedule(name));
        if (!isRemoved) throw new ProblemException(Stale(name));
        context.Response.StatusCode = 204;
    }

    private Schedule Fill(RequestBody body, string name, Schedule? was)
    {
        bool Sent(string field) => was is null || body.Has(field);
        string cron = Sent("cron") ? body.Text("cron", 200, isRequired: true, mayBeEmpty: false) ?? "" : was!.Cron;
        string zone = Sent("timeZone") ? body.Text("timeZone", 100, mayBeEmpty: false) ?? "UTC" : was!.TimeZone;
        try
        {
            if (cron.Length > 0) CronExpression.Parse(cron);
        }
        catch (FormatException e)
        {
            body.Refuse("cron", e.Message);
        }
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) body.Refuse("timeZone", $"'{zone}' is not known here; give one like Europe/Berlin, or UTC");
        BoardTask? template = Sent("task") ? tasks.Template(body.Object("task", TaskEndpoints.Fields)) : was!.Template;
        if (template is null && !(body.Has("task") && was is not null)) body.Refuse("task", "is missing");
        return new Schedule
        {
            Name = name,
            Cron = cron,
            TimeZone = zone,
            IsEnabled = Sent("enabled") ? body.Flag("enabled") ?? true : was!.IsEnabled,
            Overlap = Sent("overlap") ? body.Word("overlap", "skip", "queue") ?? "skip" : was!.Overlap,
            CatchUp = Sent("catchUp") ? body.Word("catchUp", "none", "one") ?? "none" : was!.CatchUp,
            Template = template ?? was?.Template ?? new BoardTask { Title = "-" },
        };
    }

    private void Tell(bool isChanged)
    {
        if (!isChanged) return;
        board.Feed.Publish(new BoardEvent { Type = "settings.updated", Intent = Intent.User });
        board.QueueWoken();
    }

    private static Task WriteAsync(HttpContext context, Schedule schedule, int status = 200)
    {
        context.Response.Headers.ETag = Answers.ETag(schedule.Rev);
        return Answers.WriteAsync(context, ScheduleAnswer.Of(schedule), AnswerJson.Default.ScheduleAnswer, status);
    }

    private static string Name(HttpContext context) => (string?)context.Request.RouteValues["name"] ?? "";

    private static Problem NoSchedule(string name) => new(404, "schedule-not-found", "Schedule not found", $"There is no schedule '{name}'.");

    private static Problem Stale(string name) => new(412, "changed-meanwhile", "The schedule was changed meanwhile", $"The schedule '{name}' is not what If-Match says. Read it again and repeat the change.");
}
