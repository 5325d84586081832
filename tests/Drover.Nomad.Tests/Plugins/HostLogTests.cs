using System.Text.Json;
using System.Text.RegularExpressions;
using Drover.Engine.Descriptors;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Tests.Plugins;

public sealed partial class HostLogTests
{
    [Fact]
    public void Record_is_a_line_of_texts()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        {
            using (write) new HostLog(write, TimeProvider.System).Write(LogLevel.Warn, "line\nbreak", ("key", "value"));
            byte[] bytes = new byte[4096];
            string text = System.Text.Encoding.UTF8.GetString(bytes, 0, read.Read(bytes));
            text.IndexOf('\n', StringComparison.Ordinal).ShouldBe(text.Length - 1);
            using JsonDocument record = JsonDocument.Parse(text);
            record.RootElement.EnumerateObject().ShouldAllBe(field => field.Value.ValueKind == JsonValueKind.String);
            record.RootElement.GetProperty("@message").GetString().ShouldBe("line\nbreak");
            record.RootElement.GetProperty("@level").GetString().ShouldBe("warn");
            record.RootElement.GetProperty("key").GetString().ShouldBe("value");
            SixDigits().IsMatch(record.RootElement.GetProperty("@timestamp").GetString()!).ShouldBeTrue();
        }
    }

    [Fact]
    public void Broken_output_hurts_nobody()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        read.Dispose();
        using (write) Should.NotThrow(() => new HostLog(write, TimeProvider.System).Write(LogLevel.Error, "nobody reads"));
    }

    [Fact]
    public void Broken_output_is_followed_by_a_file_that_stays_small()
    {
        using var directory = new Testing.TemporaryDirectory();
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        read.Dispose();
        using (write)
        {
            var log = new HostLog(write, TimeProvider.System) { Fallback = directory["nomad/driver.log"] };
            log.Write(LogLevel.Error, "nobody reads", ("number", "0"));
            using (JsonDocument record = JsonDocument.Parse(File.ReadAllText(directory["nomad/driver.log"]))) record.RootElement.GetProperty("@message").GetString().ShouldBe("nobody reads");
            string text = new('x', 10_000);
            for (int i = 0; i < 300; i++) log.Write(LogLevel.Error, text);
            Directory.GetFiles(directory["nomad"]).Length.ShouldBe(2);
            Directory.GetFiles(directory["nomad"]).ShouldAllBe(file => new FileInfo(file).Length < 1_100_000);
        }
    }

    [Fact]
    public void What_is_below_the_threshold_is_not_written()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        {
            using (write) new HostLog(write, TimeProvider.System) { Threshold = LogLevel.Warn }.Write(LogLevel.Info, "quiet");
            read.Read(new byte[16]).ShouldBe(0);
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
    private static partial Regex SixDigits();
}
