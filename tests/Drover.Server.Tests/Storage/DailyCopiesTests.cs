using Drover.Server.Hosting;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Storage;

public sealed class DailyCopiesTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SqliteDatabase _database;

    public DailyCopiesTests() => _database = new SqliteDatabase(_directory["board.db"]);

    private string Place => _directory["copies"];

    [Fact]
    public async Task A_copy_is_made_each_day_and_the_newest_are_kept()
    {
        await BeginAsync();
        var copies = new DailyCopies(_database, Place, 3, _time);
        await copies.MakeDueAsync();
        _time.Advance(TimeSpan.FromHours(23));
        await copies.MakeDueAsync();
        Directory.Exists(Place).ShouldBeFalse("a board is a day old before it is copied");
        for (int day = 0; day < 5; day++)
        {
            await _database.WriteAsync(session => TaskTable.Insert(session, new BoardTask { Title = $"of day {day}" }));
            _time.Advance(TimeSpan.FromHours(day == 0 ? 1 : 24));
            await copies.MakeDueAsync();
            await copies.MakeDueAsync();
        }
        string[] kept = [.. Directory.GetFiles(Place).Order(StringComparer.Ordinal)];
        kept.Select(Path.GetFileName).ShouldBe(["daily-20260304T120000.db", "daily-20260305T120000.db", "daily-20260306T120000.db"]);
        await using var copy = new SqliteDatabase(kept[0]);
        copy.Read(session => session.QueryNumber("SELECT count(*) FROM task")).ShouldBe(3);
    }

    [Fact]
    public async Task A_server_that_is_started_again_goes_on_from_the_last_copy()
    {
        await BeginAsync();
        _time.Advance(TimeSpan.FromDays(2));
        await new DailyCopies(_database, Place, 3, _time).MakeDueAsync();
        _time.Advance(TimeSpan.FromHours(5));
        await BeginAsync();
        await new DailyCopies(_database, Place, 3, _time).MakeDueAsync();
        Directory.GetFiles(Place).Length.ShouldBe(1);
        _time.Advance(TimeSpan.FromHours(19));
        await new DailyCopies(_database, Place, 3, _time).MakeDueAsync();
        Directory.GetFiles(Place).Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_killed_server_left_half_done_and_what_a_wrong_clock_has_dated_count_for_nothing()
    {
        await BeginAsync();
        Directory.CreateDirectory(Place);
        await File.WriteAllTextAsync(Path.Combine(Place, "daily-20260303T110000.db.new"), "half");
        await File.WriteAllTextAsync(Path.Combine(Place, "daily-20300101T000000.db"), "from the future");
        _time.Advance(TimeSpan.FromDays(2));
        await new DailyCopies(_database, Place, 3, _time).MakeDueAsync();
        Directory.GetFiles(Place).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["daily-20260303T120000.db", "daily-20300101T000000.db"]);
    }

    [Fact]
    public async Task What_people_have_copied_themselves_is_left_alone_and_none_are_made_when_none_are_wanted()
    {
        await BeginAsync();
        _time.Advance(TimeSpan.FromDays(2));
        await new DailyCopies(_database, Place, 0, _time).MakeDueAsync();
        Directory.Exists(Place).ShouldBeFalse();
        Directory.CreateDirectory(Place);
        string own = Path.Combine(Place, "board-20200101T000000000-abcdef.db"), odd = Path.Combine(Place, "daily-before-the-move.db");
        await File.WriteAllTextAsync(own, "");
        await File.WriteAllTextAsync(odd, "");
        await new DailyCopies(_database, Place, 1, _time).MakeDueAsync();
        Directory.GetFiles(Place).Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_copy_that_can_not_be_written_costs_none_that_is_there_and_is_tried_again()
    {
        await BeginAsync();
        _time.Advance(TimeSpan.FromDays(2));
        var copies = new DailyCopies(_database, Place, 1, _time);
        // In the way of the directory.
        await File.WriteAllTextAsync(Place, "");
        await Should.ThrowAsync<StorageException>(() => copies.MakeDueAsync());
        await copies.MakeDueAsync();
        File.Delete(Place);
        _time.Advance(TimeSpan.FromHours(1));
        await copies.MakeDueAsync();
        Directory.GetFiles(Place).Length.ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    private Task BeginAsync() => _database.WriteAsync(session => InstanceTable.Insert(session, Guid.NewGuid().ToString("N"), _time.GetUtcNow()));
}
