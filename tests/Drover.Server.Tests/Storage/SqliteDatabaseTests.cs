using System.Security.Cryptography;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Testing;

namespace Drover.Server.Tests.Storage;

public sealed class SqliteDatabaseTests : DatabaseTests, IDisposable
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

    private protected override Task<IDatabase> OpenAsync() => Task.FromResult<IDatabase>(new SqliteDatabase(_directory[$"{Guid.NewGuid():N}.db"]));

    private string Hash() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(File1)));
}
