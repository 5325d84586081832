using Drover.Server.Endpoints;
using Drover.Server.Resources;
using Drover.Server.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Testing;

namespace Drover.Server.Tests.Resources;

public sealed class SampleTableTests : IAsyncDisposable
{
    private const string RunId = "r_1";

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SampleTableTests() => _database = new SqliteDatabase(_directory["board.db"]);

    [Fact]
    public async Task A_moment_is_told_by_the_finest_sample_that_is_kept()
    {
        await AddRunAsync();
        await FillAsync(seconds: 3 * 3600);
        List<(int Step, ResourceSample Sample)> read = _database.Read(session => SampleTable.Read(session, RunId, long.MinValue, long.MaxValue));
        read.Select(one => one.Step).ShouldBe(read.Select(one => one.Step).OrderDescending());
        read.Select(one => one.Sample.At).ShouldBe(read.Select(one => one.Sample.At).Order());
        read.Count(one => one.Step == 1).ShouldBeInRange(595, 605);
        read.Count(one => one.Step == 10).ShouldBeInRange(655, 665);
        read.Count(one => one.Step == 60).ShouldBeInRange(58, 62);
    }

    [Fact]
    public async Task Of_a_run_that_has_ended_a_few_hundred_samples_are_left_from_its_beginning_to_its_end()
    {
        await AddRunAsync();
        await FillAsync(seconds: 2000);
        await _database.WriteAsync(session =>
        {
            SampleTable.Settle(session, RunId);
            return true;
        });
        List<(int Step, ResourceSample Sample)> read = _database.Read(session => SampleTable.Read(session, RunId, long.MinValue, long.MaxValue));
        read.Count.ShouldBeInRange(198, 202);
        read[0].Sample.At.ShouldBeLessThan(10_000);
        read[^1].Sample.At.ShouldBe(1_999_000);
    }

    [Fact]
    public async Task Samples_go_with_their_task_and_none_come_for_a_run_that_is_gone()
    {
        await AddRunAsync();
        await FillAsync(seconds: 20);
        await _database.WriteAsync(session =>
        {
            TaskTable.Delete(session, 1);
            SampleTable.Insert(session, RunId, [(1, new ResourceSample(99_000, 1, 1, 1, 1, 1, 1))]);
            return true;
        });
        _database.Read(session => session.QueryNumber("SELECT count(*) FROM sample")).ShouldBe(0);
    }

    [Fact]
    public void A_table_has_so_many_rows_that_a_page_can_draw_them()
    {
        List<(int, ResourceSample)> samples = [.. Enumerable.Range(0, 5000).Select(i => (1, new ResourceSample(i * 1000, i * 250, i, 2, 3, i, i)))];
        ResourceAnswer all = ResourceEndpoints.Table(RunId, samples, null);
        all.Rows.Count.ShouldBeInRange(900, 1250);
        all.StepMs.ShouldBe(5000);
        all.Rows.Skip(1).ShouldAllBe(row => row[1] == 25);
        ResourceAnswer minutes = ResourceEndpoints.Table(RunId, samples, 60);
        minutes.Rows.Count.ShouldBe(84);
        minutes.Rows[0].ShouldBe([59_000, null, 59, 2, 3, 59, 59]);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    private Task<bool> AddRunAsync() => _database.WriteAsync(session =>
    {
        BoardTask task = TaskTable.Insert(session, new BoardTask { Title = "watched" });
        RunTable.Insert(session, new BoardRun { Id = RunId, TaskSeq = task.Seq, Cause = Intent.User, Profile = "default", WorkingDirectory = "/", Limits = new RunLimits(null, null, null, null, 1000) });
        return true;
    });

    /// <summary>What a monitor stores of a run of some length, thinned as it does.</summary>
    private Task<bool> FillAsync(int seconds) => _database.WriteAsync(session =>
    {
        var series = new ResourceSeries();
        for (int second = 0; second < seconds; second++)
        {
            series.Add(new ResourceSample(second * 1000, second, 1, 1, 1, 0, 0));
            if (second % 10 != 9 && second != seconds - 1) continue;
            if (second == seconds - 1) series.Finish();
            SampleTable.Insert(session, RunId, series.Pending);
            series.Stored(series.Pending.Count);
            if (second % 60 == 59) SampleTable.Thin(session, RunId, DateTimeOffset.FromUnixTimeMilliseconds(second * 1000));
        }
        return true;
    });
}
