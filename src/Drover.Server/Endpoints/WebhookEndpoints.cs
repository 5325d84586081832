using System.Collections.Immutable;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/webhooks: addresses that are told of events.</summary>
internal sealed class WebhookEndpoints(Board board, WebhookSender sender, WebhookTargets targets, TimeProvider time)
{
    private const int GreatestCount = 100;
    private const int LeastSecret = 16;
    private static readonly string[] s_fields = ["url", "events", "enabled", "secret"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/webhooks", ListAsync);
        routes.MapPost("/webhooks", MakeAsync);
        routes.MapGet("/webhooks/{id}", ShowAsync);
        routes.MapPatch("/webhooks/{id}", EditAsync);
        routes.MapDelete("/webhooks/{id}", DeleteAsync);
        routes.MapGet("/webhooks/{id}/deliveries", DeliveriesAsync);
        routes.MapPost("/webhooks/{id}/test", TestAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        WebhookAnswer[] answers = board.Database.Read(session =>
        {
            Dictionary<string, long> waiting = WebhookDeliveryTable.Waiting(session);
            return WebhookTable.All(session).Select(webhook => WebhookAnswer.Of(webhook, waiting.GetValueOrDefault(webhook.Id))).ToArray();
        });
        return Answers.WriteAsync(context, answers, AnswerJson.Default.WebhookAnswerArray);
    }

    private async Task MakeAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, s_fields).ConfigureAwait(false);
        var draft = new Webhook { Id = Webhook.NewId(), Url = "", Secret = Webhook.NewSecret(), CreatedAt = time.GetUtcNow() };
        Webhook made = Fill(body, draft, isNew: true);
        body.ThrowIfWrong();
        bool hasRoom = await board.Database.WriteAsync(
            session =>
            {
                if (WebhookTable.All(session).Count >= GreatestCount) return false;
                WebhookTable.Write(session, made);
                return true;
            },
            durable: true,
            committed: Tell).ConfigureAwait(false);
        if (!hasRoom) throw new ProblemException(new Problem(409, "too-many", "Too many webhooks", $"There are {GreatestCount} webhooks already. Remove some first: DELETE /api/webhooks/ID."));
        context.Response.Headers.Location = $"{context.Request.Path}/{made.Id}";
        await WriteAsync(context, made, 0, made.Secret == draft.Secret ? made.Secret : null, 201).ConfigureAwait(false);
    }

    private Task ShowAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        (Webhook webhook, long waiting) = board.Database.Read(session => (Find(session, context), Waiting(session, context)));
        return WriteAsync(context, webhook, waiting);
    }

    private async Task EditAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, s_fields).ConfigureAwait(false);
        string fresh = Webhook.NewSecret();
        // Looked at before there is a transaction: what is wrong in it is told first.
        Fill(body, new Webhook { Id = "", Url = "http://localhost", Secret = fresh }, isNew: false);
        body.ThrowIfWrong();
        Func<long, bool> isCurrent = Answers.IfMatch(context);
        (Webhook? webhook, long waiting) = await board.Database.WriteAsync<(Webhook?, long)>(
            session =>
            {
                Webhook was = Find(session, context);
                if (!isCurrent(was.Rev)) return (null, 0);
                Webhook draft = body.Has("secret") ? was with { Secret = fresh } : was;
                return (WebhookTable.Write(session, Fill(body, draft, isNew: false) with { Rev = was.Rev + 1 }), Waiting(session, context));
            },
            durable: true,
            committed: done => Tell(done.Item1 is not null)).ConfigureAwait(false);
        if (webhook is null) throw new ProblemException(Stale(context));
        await WriteAsync(context, webhook, waiting, webhook.Secret == fresh ? fresh : null).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        Func<long, bool> isCurrent = Answers.IfMatch(context);
        bool isRemoved = await board.Database.WriteAsync(
            session => Find(session, context) is var was && isCurrent(was.Rev) && WebhookTable.Delete(session, was.Id),
            durable: true,
            committed: Tell).ConfigureAwait(false);
        if (!isRemoved) throw new ProblemException(Stale(context));
        context.Response.StatusCode = 204;
    }

    private Task DeliveriesAsync(HttpContext context)
    {
        var query = new RequestQuery(context, "limit", "cursor");
        int limit = (int)(query.Number("limit", 1, 200) ?? 50);
        long? cursor = query.Number("cursor", 1, long.MaxValue);
        query.ThrowIfWrong();
        Page<WebhookDeliveryAnswer> page = board.Database.Read(session => WebhookDeliveryTable.Page(session, Find(session, context).Id, limit, cursor) is var (deliveries, next, total)
            ? new Page<WebhookDeliveryAnswer>([.. deliveries.Select(WebhookDeliveryAnswer.Of)], next, total)
            : null!);
        return Answers.WriteAsync(context, page, AnswerJson.Default.PageWebhookDeliveryAnswer);
    }

    private async Task TestAsync(HttpContext context)
    {
        (await RequestBody.ReadAsync(context).ConfigureAwait(false)).ThrowIfWrong();
        Webhook webhook = board.Database.Read(session => Find(session, context));
        WebhookAttempt attempt = await sender.SendAsync(webhook, WebhookOutbox.Test(webhook, time.GetUtcNow()), context.RequestAborted).ConfigureAwait(false);
        await Answers.WriteAsync(
            context, new WebhookTestAnswer(attempt.Error is null, attempt.HttpStatus, attempt.Error, Math.Round(attempt.Elapsed.TotalMilliseconds, 1)), AnswerJson.Default.WebhookTestAnswer).ConfigureAwait(false);
    }

    private Webhook Fill(RequestBody body, Webhook draft, bool isNew)
    {
        string? url = body.Text("url", 2000, isRequired: isNew || body.Has("url"), mayBeEmpty: false);
        if (url is not null && targets.Refusal(url) is { } wrong) body.Refuse("url", wrong);
        ImmutableArray<string>? events = body.List("events", WebhookEvents.Names.Length + 1, 64);
        foreach (string name in events ?? [])
            if (name != WebhookEvents.All && !WebhookEvents.Names.Contains(name)) body.Refuse("events", $"names '{name}'; known are {string.Join(", ", WebhookEvents.Names)}, and {WebhookEvents.All} for all");
        string? secret = body.Text("secret", 200);
        if (secret is { Length: < LeastSecret }) body.Refuse("secret", $"has {secret.Length} characters; at least {LeastSecret} are needed");
        return draft with { Url = url ?? draft.Url, Events = events ?? draft.Events, IsEnabled = body.Flag("enabled") ?? draft.IsEnabled, Secret = secret ?? draft.Secret };
    }

    private void Tell(bool isChanged)
    {
        if (isChanged) board.Feed.Publish(new BoardEvent { Type = "settings.updated", Intent = Intent.User });
    }

    private static Task WriteAsync(HttpContext context, Webhook webhook, long waiting, string? secret = null, int status = 200)
    {
        context.Response.Headers.ETag = Answers.ETag(webhook.Rev);
        if (secret is not null) context.Response.Headers.CacheControl = "no-store";
        return Answers.WriteAsync(context, WebhookAnswer.Of(webhook, waiting, secret), AnswerJson.Default.WebhookAnswer, status);
    }

    private static long Waiting(DatabaseSession session, HttpContext context) => WebhookDeliveryTable.Waiting(session).GetValueOrDefault(Id(context));

    private static Webhook Find(DatabaseSession session, HttpContext context) => WebhookTable.Find(session, Id(context))
        ?? throw new ProblemException(new Problem(404, "webhook-not-found", "Webhook not found", $"There is no webhook {Id(context)}."));

    private static string Id(HttpContext context) => ((string?)context.Request.RouteValues["id"] ?? "").Replace("\0", "", StringComparison.Ordinal);

    private static Problem Stale(HttpContext context) => new(412, "changed-meanwhile", "The webhook was changed meanwhile", $"The webhook {Id(context)} is not what If-Match says. Read it again and repeat the change.");
}
