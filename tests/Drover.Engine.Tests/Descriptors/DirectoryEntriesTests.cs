using System.Text;
using Drover.Engine.Descriptors;

namespace Drover.Engine.Tests.Descriptors;

public sealed class DirectoryEntriesTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("drover-entries-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void All_names_are_listed_through_a_small_buffer_and_again()
    {
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"name-{i}"), "é", new string('x', 255)];
        foreach (string name in names) File.WriteAllText(Path.Combine(_path, name), "");
        using Descriptor directory = Descriptor.Open(_path, OpenMode.Directory);
        byte[] buffer = new byte[280];
        for (int turn = 0; turn < 2; turn++)
        {
            List<string> listed = [];
            foreach (ReadOnlySpan<byte> name in new DirectoryEntries(directory, buffer)) listed.Add(Encoding.UTF8.GetString(name));
            listed.ShouldBe(names, ignoreOrder: true);
        }
    }

    [Fact]
    public void File_is_no_directory()
    {
        string file = Path.Combine(_path, "file");
        File.WriteAllText(file, "");
        using Descriptor descriptor = Descriptor.Open(file, OpenMode.Read);
        Should.Throw<SystemCallException>(() =>
        {
            foreach (ReadOnlySpan<byte> _ in new DirectoryEntries(descriptor, new byte[280])) { }
        }).Errno.ShouldBe(20);
    }

    [Fact]
    public void Reserved_room_does_not_change_the_length_and_the_modification_time_is_that_of_the_file()
    {
        string file = Path.Combine(_path, "file");
        File.WriteAllText(file, "abc");
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, time);
        using Descriptor descriptor = Descriptor.Open(file, OpenMode.ReadWriteExisting);
        descriptor.ModifiedNs().ShouldBe((time - DateTime.UnixEpoch).Ticks * 100);
        descriptor.TryReserve(0, 1 << 20).ShouldBe(0);
        descriptor.SeekToEnd().ShouldBe(3);
        descriptor.TryTruncate(2).ShouldBe(0);
        descriptor.SeekToEnd().ShouldBe(2);
    }
}
