using Drover.Server.Queues;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Tests.TestSupport;
using Drover.Server.Webhooks;
using Drover.Testing;

namespace Drover.Server.Tests.Webhooks;

public sealed class WebhookCourierTests : IAsyncDisposable
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly BoardFeed _feed = new();
    private readonly SqliteDatabase _database;
    private WebhookCourier _courier;

    public WebhookCourierTests()
    {
        _database = new SqliteDatabase(_directory["board.db"]);
        _courier = Courier();
    }

    [Fact]
    public async Task Deliveries_arrive_in_their_order_and_signed()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        string id = await AddAsync(receiver.Url + "/hook");
        await HappenAsync(3);
        _courier.Start();
        await Eventually.IsTrueAsync(() => Of(id).All(delivery => delivery.Status == WebhookDelivery.Delivered));
        receiver.All.Select(one => one["type"]).ShouldBe(["queue.paused", "queue.resumed", "queue.paused"]);
        receiver.All.Select(one => one["id"]).ShouldBe(receiver.All.Select(one => one.Id));
        receiver.All.Select(one => one.Id).Distinct().Count().ShouldBe(3);
        foreach (WebhookReceiver.Received one in receiver.All) one.Signature.ShouldBe(WebhookSignature.Of(Secret, one.Id, one.Timestamp, one.Body));
        receiver.All[0].Path.ShouldBe("/hook");
        receiver.All[0].Timestamp.ShouldBe($"{_time.GetUtcNow().ToUnixTimeSeconds()}");
    }

    [Fact]
    public async Task What_does_not_arrive_is_tried_again_later_each_time_and_given_up_at_last()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(503);
        string id = await AddAsync(receiver.Url);
        await HappenAsync(1);
        _courier.Start();
        for (int attempt = 1; attempt <= WebhookCourier.GreatestAttempts; attempt++)
        {
            WebhookDelivery tried = await Eventually.BecomesAsync(() => Of(id).Single(), delivery => delivery.Attempts >= attempt);
            (tried.Attempts, tried.HttpStatus, tried.Error).ShouldBe((attempt, 503, "The receiver answered 503"));
            if (attempt == WebhookCourier.GreatestAttempts)
            {
                tried.Status.ShouldBe(WebhookDelivery.Failed);
                tried.NextAt.ShouldBeNull();
                break;
            }
            tried.Status.ShouldBe(WebhookDelivery.Waiting);
            TimeSpan wait = tried.NextAt!.Value - _time.GetUtcNow();
            wait.ShouldBeInRange(WebhookCourier.Delay(attempt, 0) - TimeSpan.FromMilliseconds(1), WebhookCourier.Delay(attempt, 1));
            _time.Advance(wait);
            Nudge();
        }
        receiver.All.Select(one => one.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_keeps_no_other_waiting()
    {
        await using WebhookReceiver slow = await WebhookReceiver.StartAsync(), quick = await WebhookReceiver.StartAsync();
        var never = new TaskCompletionSource<int>();
        slow.Answer = _ => never.Task;
        string stuck = await AddAsync(slow.Url), fine = await AddAsync(quick.Url);
        _courier.Start();
        await HappenAsync(4);
        await Eventually.IsTrueAsync(() => Of(fine).All(delivery => delivery.Status == WebhookDelivery.Delivered));
        await Eventually.IsTrueAsync(() => slow.All.Count == 1);
        Of(stuck).ShouldAllBe(delivery => delivery.Attempts == 0);
        never.SetResult(200);
        await Eventually.IsTrueAsync(() => Of(stuck).All(delivery => delivery.Status == WebhookDelivery.Delivered));
    }

    [Fact]
    public async Task What_was_under_way_when_a_server_ended_is_sent_again()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        var never = new TaskCompletionSource<int>();
        receiver.Answer = _ => never.Task;
        string id = await AddAsync(receiver.Url);
        await HappenAsync(1);
        _courier.Start();
        await Eventually.IsTrueAsync(() => receiver.All.Count == 1);
        await _courier.DisposeAsync();
        Of(id).Single().Attempts.ShouldBe(0);
        never.SetResult(200);
        _courier = Courier();
        _courier.Start();
        await Eventually.IsTrueAsync(() => Of(id).Single().Status == WebhookDelivery.Delivered);
        receiver.All.Select(one => one.Id).Distinct().Count().ShouldBe(1);
        receiver.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(307);
        string id = await AddAsync(receiver.Url);
        await HappenAsync(1);
        _courier.Start();
        (await Eventually.BecomesAsync(() => Of(id).Single(), delivery => delivery.Attempts == 1)).HttpStatus.ShouldBe(307);
        receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_kept_for_webhooks_that_are_off_or_want_something_else()
    {
        string off = await AddAsync("http://127.0.0.1:9/", isEnabled: false), other = await AddAsync("http://127.0.0.1:9/", WebhookEvents.TaskDone);
        await HappenAsync(2);
        Of(off).ShouldBeEmpty();
        Of(other).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_settled_a_week_ago_is_forgotten()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        string id = await AddAsync(receiver.Url);
        await HappenAsync(1);
        _courier.Start();
        await Eventually.IsTrueAsync(() => Of(id).Single().Status == WebhookDelivery.Delivered);
        _time.Advance(TimeSpan.FromDays(8));
        Nudge();
        await Eventually.IsTrueAsync(() => Of(id).Count == 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _courier.DisposeAsync();
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    private WebhookCourier Courier() => new(_database, _feed, new WebhookSender(WebhookTargets.Read(null), () => null, _time), _time);

    private async Task<string> AddAsync(string url, string wanted = WebhookEvents.All, bool isEnabled = true)
    {
        var webhook = new Webhook { Id = Webhook.NewId(), Url = url, Events = [wanted], Secret = Secret, IsEnabled = isEnabled, CreatedAt = _time.GetUtcNow() };
        await _database.WriteAsync(session => WebhookTable.Write(session, webhook));
        return webhook.Id;
    }

    // The queue is paused and resumed in turns.
    private async Task HappenAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            QueueState on = QueueState.Initial, off = on with { IsPaused = true, Cause = "user", Reason = $"{i}" };
            (QueueState from, QueueState to) = i % 2 == 0 ? (on, off) : (off, on);
            await _database.WriteAsync(
                session =>
                {
                    WebhookOutbox.Add(session, from, to, _time.GetUtcNow());
                    return true;
                });
            Nudge();
        }
    }

    private void Nudge() => _feed.Publish(new BoardEvent { Type = "queue.changed" });

    private List<WebhookDelivery> Of(string id) => _database.Read(session => WebhookDeliveryTable.Page(session, id, 100, null)).Deliveries;
}
