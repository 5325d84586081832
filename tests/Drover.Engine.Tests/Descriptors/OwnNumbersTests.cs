using Drover.Engine.Descriptors;
using Drover.Engine.Limits;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Descriptors;

public sealed class OwnNumbersTests : EngineTest
{
    private const int ENOENT = 2, EBADF = 9, EEXIST = 17, EINVAL = 22, ESPIPE = 29;

    [Fact]
    public void A_pipe_is_made_high_and_is_not_inherited()
    {
        OwnNumbers.TryPipe(64, out Descriptor? read, out Descriptor? write, out int errno).ShouldBeTrue();
        using (read)
        using (write)
        {
            errno.ShouldBe(0);
            read!.Number.ShouldBeGreaterThanOrEqualTo(64);
            OwnNumbers.IsOpen(write!.Number).ShouldBeTrue();
            OwnNumbers.IsInheritable(write.Number).ShouldBeFalse();
            OwnNumbers.IsTerminal(write.Number).ShouldBeFalse();
            OwnNumbers.TryWrite(write.Number, "ab"u8, out _).ShouldBe(2);
            OwnNumbers.TryRead(read.Number, new byte[9], out _).ShouldBe(2);
            OwnNumbers.TrySeek(read.Number, 0, SeekOrigin.Current, out errno).ShouldBe(-1);
            errno.ShouldBe(ESPIPE);
        }
        OwnNumbers.TryDuplicate(9999, 64, out errno).ShouldBeNull();
        errno.ShouldBe(EBADF);
    }

    [Fact]
    public void A_memory_file_is_read_again_from_its_start()
    {
        using Descriptor file = OwnNumbers.TryMemoryFile(64, out int errno).ShouldNotBeNull();
        errno.ShouldBe(0);
        OwnNumbers.TryWrite(file.Number, "here\n"u8, out _).ShouldBe(5);
        OwnNumbers.TrySeek(file.Number, 0, SeekOrigin.Begin, out _).ShouldBe(0);
        OwnNumbers.TryRead(file.Number, new byte[9], out _).ShouldBe(5);
    }

    [Fact]
    public void A_files_status_tells_kinds_and_links_apart()
    {
        string fifo = Path.Combine(Temporary.Path, "fifo"), link = Path.Combine(Temporary.Path, "link");
        DirectoryFiles.MakeFifo(fifo, 0x180).ShouldBe(0);
        DirectoryFiles.MakeFifo(fifo, 0x180).ShouldBe(EEXIST);
        File.CreateSymbolicLink(link, fifo);
        FileStatus.TryRead(link, out _)!.Value.Kind.ShouldBe(FileKind.Fifo);
        FileStatus.TryRead(link, out _, followLink: false)!.Value.Kind.ShouldBe(FileKind.SymbolicLink);
        FileStatus there = FileStatus.TryRead(fifo, out _)!.Value;
        there.Permissions.ShouldBe(0x180);
        FileStatus.TryRead(link, out _)!.Value.Inode.ShouldBe(there.Inode);
        FileStatus.TryRead(fifo + "x", out int errno).ShouldBeNull();
        errno.ShouldBe(ENOENT);
        FileAccessCheck.Ask(fifo, FileAccessCheck.Read | FileAccessCheck.Write).ShouldBe(0);
        FileAccessCheck.Ask(fifo + "x", FileAccessCheck.Exists).ShouldBe(ENOENT);
        using Descriptor directory = Descriptor.Open(Temporary.Path, OpenMode.Directory);
        FileStatus.TryRead(directory.Number, out _)!.Value.Kind.ShouldBe(FileKind.Directory);
        Descriptor.TryOpen("fifo", OpenMode.WriteNew, out errno, directory: directory).ShouldBeNull();
        errno.ShouldBe(EEXIST);
    }

    [Fact]
    public void Own_limits_are_read_and_set()
    {
        OwnLimits.Read(ResourceLimit.Core, out ulong soft, out ulong hard).ShouldBe(0);
        OwnLimits.Set(ResourceLimit.Core, soft, hard).ShouldBe(0);
        OwnLimits.Read((ResourceLimit)99, out _, out _).ShouldBe(EINVAL);
    }
}
