using Drover.Server.Hosting;
using Drover.Server.Queues;
using Drover.Server.Settings;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/settings: what people set while the server runs.</summary>
internal sealed class SettingsEndpoints(Board board, ServerSettings started, TimeProvider time)
{
    private const long Year = 31_536_000_000;

    private static readonly string[] s_fields =
        ["capacity", "taskTimeoutMs", "idleTimeoutMs", "stopGraceMs", "defaultProfile", "logRetentionMs", "logMaxBytes", "logTotalBytes", "keptRuns"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", ShowAsync);
        routes.MapPut("/settings", context => StoreAsync(context, isWhole: true));
        routes.MapPatch("/settings", context => StoreAsync(context, isWhole: false));
    }

    private Task ShowAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        return WriteAsync(context, board.Database.Read(session => EffectiveSettings.Read(session, started)));
    }

    private async Task StoreAsync(HttpContext context, bool isWhole)
    {
        RequestBody body = await RequestBody.ReadAsync(context, s_fields).ConfigureAwait(false);
        (StoredSettings Settings, int? Capacity) Fill(StoredSettings was, int? capacity)
        {
            bool Sent(string field) => isWhole || body.Has(field);
            StoredSettings filled = was with
            {
                TaskTimeoutMs = Sent("taskTimeoutMs") ? body.Number("taskTimeoutMs", 0, Year) : was.TaskTimeoutMs,
                IdleTimeoutMs = Sent("idleTimeoutMs") ? body.Number("idleTimeoutMs", 0, Year) : was.IdleTimeoutMs,
                StopGraceMs = Sent("stopGraceMs") ? body.Number("stopGraceMs", 0, 3_600_000) : was.StopGraceMs,
                DefaultProfile = Sent("defaultProfile") ? body.Text("defaultProfile", 64, mayBeEmpty: false) : was.DefaultProfile,
                LogRetentionMs = Sent("logRetentionMs") ? body.Number("logRetentionMs", 0, 10 * Year) : was.LogRetentionMs,
                LogMaxBytes = Sent("logMaxBytes") ? body.Number("logMaxBytes", 0, 1L << 50) : was.LogMaxBytes,
                LogTotalBytes = Sent("logTotalBytes") ? body.Number("logTotalBytes", 0, 1L << 60) : was.LogTotalBytes,
                KeptRuns = Sent("keptRuns") ? body.Number("keptRuns", 0, 1_000_000) : was.KeptRuns,
            };
            return (filled, Sent("capacity") ? (int?)body.Number("capacity", 1, 1000) : capacity);
        }
        StoredSettings read = Fill(StoredSettings.None, null).Settings;
        if (read.DefaultProfile is { } name && board.Database.Read(session => board.Profiles.Find(session, name)) is null)
            body.Refuse("defaultProfile", $"names '{name}', which does not exist; known are {Known()}");
        body.ThrowIfWrong();
        Func<long, bool> isCurrent = Answers.IfMatch(context);
        EffectiveSettings? stored = await board.Database.WriteAsync(
            session =>
            {
                EffectiveSettings was = EffectiveSettings.Read(session, started);
                if (!isCurrent(was.Stored.Rev)) return null;
                (StoredSettings filled, int? capacity) = Fill(was.Stored, was.StoredCapacity);
                SettingsTable.Write(session, filled with { Rev = was.Stored.Rev + 1 }, time.GetUtcNow());
                if (capacity != was.StoredCapacity) QueueStateTable.Write(session, QueueStateTable.Read(session) with { Capacity = capacity }, time.GetUtcNow());
                return EffectiveSettings.Read(session, started);
            },
            committed: done =>
            {
                if (done is null) return;
                board.Feed.Publish(new BoardEvent { Type = "settings.updated", Intent = Intent.User });
                board.Feed.Publish(new BoardEvent { Type = "queue.changed", Intent = Intent.User });
            }).ConfigureAwait(false);
        if (stored is null) throw new ProblemException(new Problem(412, "changed-meanwhile", "The settings were changed meanwhile", "Read them again and repeat the change."));
        board.WantPruning();
        await WriteAsync(context, stored).ConfigureAwait(false);
    }

    private string Known() => string.Join(", ", board.Database.Read(board.Profiles.All).Select(profile => profile.Name));

    private static Task WriteAsync(HttpContext context, EffectiveSettings settings)
    {
        context.Response.Headers.ETag = Answers.ETag(settings.Stored.Rev);
        return Answers.WriteAsync(context, SettingsAnswer.Of(settings), AnswerJson.Default.SettingsAnswer);
    }
}
