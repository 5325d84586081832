using System.Security.Cryptography;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Testing;

namespace Drover.Server.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File1 => _directory["board.db"];

    [Fact]
    public async Task Tasks_are_there_after_it_was_closed_and_opened_again()
    {
        await using (var database = new SqliteDatabase(File1))
            await database.WriteAsync(session => TaskTable.Insert(session, Draft("ä\"' one") with { Labels = ["a", "b%"] }));
        await using var again = new SqliteDatabase(File1);
        BoardTask task = again.Read(session => TaskTable.Find(session, 1))!;
        task.Title.ShouldBe("ä\"' one");
        task.Labels.ShouldBe(["a", "b%"]);
        again.Read(session => session.QueryText("PRAGMA journal_mode")).ShouldBe("wal");
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing()
    {
        await using var database = new SqliteDatabase(File1);
        await Should.ThrowAsync<InvalidOperationException>(() => database.WriteAsync<int>(session =>
        {
            TaskTable.Insert(session, Draft("gone"));
            throw new InvalidOperationException();
        }));
        database.Read(session => session.QueryNumber("SELECT count(*) FROM task")).ShouldBe(0);
    }

    [Fact]
    public async Task News_go_out_in_the_order_of_the_commits()
    {
        await using var database = new SqliteDatabase(File1);
        var seen = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => database.WriteAsync(session => TaskTable.Insert(session, Draft($"{i}")), committed: task => seen.Add(task.Seq))));
        seen.ShouldBe(Enumerable.Range(1, 200).Select(i => (long)i));
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_refused_and_left_untouched()
    {
        await using (var database = new SqliteDatabase(File1))
            await database.WriteAsync(session => session.Execute("UPDATE meta SET value = '9999' WHERE key = 'schema'"));
        string before = Hash();
        Should.Throw<StorageException>(() => new SqliteDatabase(File1)).Message.ShouldContain("newer drover-server (schema 9999");
        Hash().ShouldBe(before);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_and_left_untouched()
    {
        await using (var database = new SqliteDatabase(File1))
            for (int i = 0; i < 50; i++) await database.WriteAsync(session => TaskTable.Insert(session, Draft(new string('x', 2000))));
        byte[] bytes = await File.ReadAllBytesAsync(File1);
        bytes.AsSpan(bytes.Length / 2, 4096).Fill(0xA5);
        await File.WriteAllBytesAsync(File1, bytes);
        string before = Hash();
        Should.Throw<StorageException>(() => new SqliteDatabase(File1)).Message.ShouldContain("left untouched");
        Hash().ShouldBe(before);
    }

    [Fact]
    public async Task A_file_of_something_else_is_refused_and_left_untouched()
    {
        await File.WriteAllTextAsync(File1, new string('n', 5000));
        Should.Throw<StorageException>(() => new SqliteDatabase(File1)).Message.ShouldContain("no SQLite file");
        (await File.ReadAllTextAsync(File1)).ShouldBe(new string('n', 5000));
    }

    [Fact]
    public async Task A_backup_is_a_whole_board()
    {
        await using var database = new SqliteDatabase(File1);
        await database.WriteAsync(session => TaskTable.Insert(session, Draft("kept")));
        await database.BackupAsync(_directory["copy.db"]);
        await using var copy = new SqliteDatabase(_directory["copy.db"]);
        copy.Read(session => TaskTable.Find(session, 1))!.Title.ShouldBe("kept");
    }

    public void Dispose() => _directory.Dispose();

    private static BoardTask Draft(string title) => new() { Title = title };

    private string Hash() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(File1)));
}
