using System.Text;
using Drover.Cli.Printing;
using Drover.Engine.Descriptors;

namespace Drover.Cli.Tests.Printing;

public sealed class OutputWriterTests
{
    [Fact]
    public void Both_streams_keep_their_order_in_one_pipe()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        {
            using (write)
            {
                using var writer = new OutputWriter(write, write, 16);
                foreach ((bool toError, string text) in new[] { (false, "a"), (true, "b"), (false, "c"), (false, new string('d', 40)), (true, "e"), (true, "f") })
                    writer.Write(toError, Encoding.ASCII.GetBytes(text)).ShouldBeTrue();
                writer.Flush().ShouldBeTrue();
            }
            Drain(read).ShouldBe("abc" + new string('d', 40) + "ef");
        }
    }

    [Fact]
    public void Reader_that_has_gone_is_a_value()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        read.Dispose();
        using (write)
        {
            using var writer = new OutputWriter(write, write);
            writer.Write(false, "x"u8).ShouldBeTrue();
            writer.Flush().ShouldBeFalse();
        }
    }

    [Fact]
    public void Non_blocking_target_is_waited_for_and_left_as_it_is()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        {
            write.SetNonBlocking();
            byte[] bytes = new byte[1024 * 1024];
            Random.Shared.NextBytes(bytes);
            var writing = new Thread(() =>
            {
                using (write)
                {
                    using var writer = new OutputWriter(write, write);
                    writer.Write(false, bytes).ShouldBeTrue();
                }
            });
            writing.Start();
            byte[] got = new byte[bytes.Length + 1];
            int length = 0;
            while (read.Read(got.AsSpan(length)) is var n && n > 0) length += n;
            writing.Join();
            got.AsSpan(0, length).SequenceEqual(bytes).ShouldBeTrue();
        }
    }

    [Fact]
    public void Full_disk_is_said_and_not_taken_for_a_gone_reader()
    {
        using Descriptor full = Descriptor.Open("/dev/full", OpenMode.WriteExisting);
        using var writer = new OutputWriter(full, full);
        writer.Write(false, "x"u8).ShouldBeTrue();
        Should.Throw<CliException>(() => writer.Flush()).Message.ShouldStartWith("standard output: ");
    }

    private static string Drain(Descriptor read)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (read.Read(buffer.AsSpan(length)) is var n && n > 0) length += n;
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
