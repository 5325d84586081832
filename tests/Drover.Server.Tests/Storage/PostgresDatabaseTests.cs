using System.Text.Json;
using Drover.Server.Hosting;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;
using Npgsql;

namespace Drover.Server.Tests.Storage;

public sealed class PostgresDatabaseTests(PostgresFixture postgres) : DatabaseTests
{
    [Fact]
    public async Task Tasks_are_there_after_it_was_closed_and_opened_again()
    {
        string connection = await postgres.CreateAsync();
        await using (var database = new PostgresDatabase(connection)) await database.WriteAsync(session => TaskTable.Insert(session, Draft("kept")));
        await using var again = new PostgresDatabase(connection);
        again.Read(session => TaskTable.Find(session, 1))!.Title.ShouldBe("kept");
    }

    [Fact]
    public async Task A_second_server_on_the_same_board_is_refused()
    {
        string connection = await postgres.CreateAsync();
        await using (var database = new PostgresDatabase(connection)) Should.Throw<StorageException>(() => new PostgresDatabase(connection)).Message.ShouldContain("Another drover-server works on");
        await using var later = new PostgresDatabase(connection);
        (await later.ProbeAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_untouched()
    {
        string connection = await postgres.CreateAsync();
        await using (var database = new PostgresDatabase(connection)) await database.WriteAsync(session => session.Execute("UPDATE meta SET value = '9999' WHERE key = 'schema'"));
        Should.Throw<StorageException>(() => new PostgresDatabase(connection)).Message.ShouldContain("newer drover-server (schema 9999");
    }

    [Fact]
    public async Task A_connection_that_breaks_costs_what_was_under_way_and_no_more()
    {
        string connection = await postgres.CreateAsync();
        await using var database = new PostgresDatabase(connection);
        await database.WriteAsync(session => TaskTable.Insert(session, Draft("before")));
        database.Read(session => session.QueryNumber("SELECT count(*) FROM task")).ShouldBe(1);
        await postgres.DoAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{new NpgsqlConnectionStringBuilder(connection).Database}'");
        StorageException lost = await Should.ThrowAsync<StorageException>(() => database.WriteAsync(session => TaskTable.Insert(session, Draft("lost"))));
        lost.Message.ShouldContain("could not be written");
        database.Trouble.ShouldBe(lost.Message);
        Should.Throw<StorageException>(() => database.Read(session => session.QueryNumber("SELECT count(*) FROM task")));
        await database.WriteAsync(session => TaskTable.Insert(session, Draft("after")));
        database.Trouble.ShouldBeNull();
        database.Read(session => session.QueryNumber("SELECT count(*) FROM task")).ShouldBe(2);
    }

    [Theory]
    [InlineData("Host=/nowhere;Username=drover;Database=x", "can't be reached")]
    [InlineData("Host=127.0.0.1;Port=1;Username=drover;Database=x", "can't be reached")]
    public void A_server_that_is_not_there_is_named(string connection, string says) => Should.Throw<StorageException>(() => new PostgresDatabase(connection)).Message.ShouldContain(says);

    [Fact]
    public async Task A_database_that_is_not_there_is_named()
    {
        string connection = new NpgsqlConnectionStringBuilder(await postgres.CreateAsync()) { Database = "imaginary" }.ConnectionString;
        Should.Throw<StorageException>(() => new PostgresDatabase(connection)).Message.ShouldMatch("database imaginary on /.* was not opened: it does not exist");
    }

    [Theory]
    [InlineData("postgres://ann:s%20c@db.example:5433/board?sslmode=verify-full", "Host=db.example;Port=5433;Database=board;Username=ann;Password=s c;SSL Mode=VerifyFull")]
    [InlineData("postgresql:///board?host=/run/pg&user=ann", "Database=board;Host=/run/pg;Username=ann")]
    [InlineData("Host=h;Database=d", "Host=h;Database=d")]
    public void An_address_is_read_as_other_programs_read_it(string text, string expected) =>
        new NpgsqlConnectionStringBuilder(PostgresAddress.Parse(text)).ShouldBe(new NpgsqlConnectionStringBuilder(expected), ignoreOrder: true);

    [Theory]
    [InlineData("mysql://h/d")]
    [InlineData("postgres://")]
    [InlineData("Colour=red;Password=secret-word")]
    [InlineData("postgres://u:secret-word@h/d?colour=red")]
    public void What_is_no_address_is_refused_without_repeating_what_may_be_secret(string text)
    {
        string message = Should.Throw<UsageException>(() => PostgresAddress.Parse(text)).Message;
        message.ShouldContain("DROVER_DATABASE");
        message.ShouldNotContain("secret-word");
    }

    [Fact]
    public async Task A_server_keeps_its_board_there_and_finds_its_runs_again()
    {
        string connection = await postgres.CreateAsync();
        await using TestServer server = await TestServer.StartAsync($"DROVER_DATABASE={connection}");
        (string task, string run) = await server.RunAsync("while [ ! -e go ]; do sleep 0.01; done; echo done");
        await server.KillAsync();
        await server.StartAgainAsync();
        using (JsonDocument report = await server.GetAsync("/api/recovery"))
            report.RootElement.GetProperty("reattached").EnumerateArray().Select(id => id.GetString()).ShouldBe([run]);
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        JsonElement shown = await server.WaitForAsync(task, "review");
        shown.GetProperty("logs").EnumerateArray().Select(line => line.GetString()).ShouldBe(["done"]);
        File.Exists(Path.Combine(server.State, "server", "board.db")).ShouldBeFalse();
        using (JsonDocument found = await server.GetAsync("/api/tasks?q=task&sort=-updated")) found.RootElement.GetProperty("total").GetInt64().ShouldBe(1);
        using (JsonDocument board = await server.GetAsync("/api/board")) board.RootElement.GetProperty("counts").GetProperty("review").GetInt64().ShouldBe(1);
        // What else has SQL of its own: pruning, and who works in a workspace.
        (await server.SendAsync(HttpMethod.Put, "/api/workspaces/w", JsonSerializer.Serialize(new { path = server.Workspace }), 201)).Dispose();
        using (JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"user","workspace":"w"}""", 201))
        {
            using JsonDocument used = await server.SendAsync(HttpMethod.Delete, "/api/workspaces/w", null, 409);
            string user = made.RootElement.GetProperty("id").GetString()!;
            used.RootElement.GetProperty("detail").GetString()!.ShouldContain(user);
            (await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{user}", null, 204)).Dispose();
        }
        (await server.SendAsync(HttpMethod.Delete, "/api/workspaces/w", null, 204)).Dispose();
        (await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"keptRuns":1,"logTotalBytes":1,"logRetentionMs":1}""")).Dispose();
        await Eventually.IsTrueAsync(() => (int)server.Http.GetAsync($"/api/runs/{run}/logs").Result.StatusCode == 410, TimeSpan.FromSeconds(20));
        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task News_kept_there_are_delivered_to_webhooks_after_a_restart_too()
    {
        string connection = await postgres.CreateAsync();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        var never = new TaskCompletionSource<int>();
        receiver.Answer = _ => never.Task;
        await using TestServer server = await TestServer.StartAsync($"DROVER_DATABASE={connection}");
        (await server.SendAsync(HttpMethod.Post, "/api/webhooks", $$"""{"url":"{{receiver.Url}}","events":["queue.paused","queue.resumed"]}""", 201)).Dispose();
        (await server.SendAsync(HttpMethod.Post, "/api/queue/pause")).Dispose();
        await Eventually.IsTrueAsync(() => receiver.All.Count == 1, TimeSpan.FromSeconds(20));
        (await server.SendAsync(HttpMethod.Post, "/api/queue/resume")).Dispose();
        await server.KillAsync();
        never.SetResult(200);
        await server.StartAgainAsync();
        await Eventually.IsTrueAsync(() => receiver.All.Count >= 3, TimeSpan.FromSeconds(20));
        // The first had arrived, and nobody could know that.
        receiver.All.Select(one => one["type"]).ShouldBe(["queue.paused", "queue.paused", "queue.resumed"]);
        receiver.All.Select(one => one.Id).Distinct().Count().ShouldBe(2);
    }

    private protected override async Task<IDatabase> OpenAsync() => new PostgresDatabase(await postgres.CreateAsync());
}
