// Constraints
//   The host takes a line for a JSON record of go-hclog and asserts that @message, @level and @timestamp are texts: anything else ends the whole agent. The
//   timestamp has six digits behind the point, or the line is shown as it is. When the agent dies, standard error breaks and stays so for the life of the plugin.
// Scheme
//   One write a line, so that lines of threads do not mix. What standard error does not take goes to a file, of which there are at most two of a megabyte; what that does not take is
//   dropped.

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Drover.Engine.Descriptors;

namespace Drover.Nomad.Plugins;

/// <summary>The log on standard error, in the form that the host reads.</summary>
internal sealed class HostLog(Descriptor output, TimeProvider time)
{
    // The host shows a longer line raw, in pieces.
    private const int LongestText = 16 * 1024;

    private const long LargestFile = 1_000_000;

    private readonly Lock _lock = new();

    /// <summary>What is below is not written.</summary>
    public LogLevel Threshold { get; set; } = LogLevel.Debug;

    /// <summary>The file that is written when standard error is broken; null for none.</summary>
    public string? Fallback { get; set; }

    /// <summary>Writes a line.</summary>
    public void Write(LogLevel level, string message, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        if (level < Threshold) return;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("@level", NameOf(level));
            json.WriteString("@message", Shorten(message));
            json.WriteString("@module", "milo");
            json.WriteString("@timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            foreach ((string name, string value) in fields) json.WriteString(name, Shorten(value));
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        lock (_lock)
        {
            if (output.TryWrite(buffer.WrittenSpan, out int errno) < 0 || errno != 0) WriteToFile(buffer.WrittenSpan);
        }
    }

    /// <summary>The level of a name; null when there is none of it.</summary>
    public static LogLevel? Parse(string name) => name switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Info,
        "warn" => LogLevel.Warn,
        "error" => LogLevel.Error,
        _ => null,
    };

    private void WriteToFile(ReadOnlySpan<byte> line)
    {
        if (Fallback is not { } path) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile }) File.Move(path, path + ".1", overwrite: true);
            using Descriptor file = Descriptor.Open(path, OpenMode.Append, 0x180 /* 0600 */);
            _ = file.TryWrite(line, out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Engine.SystemCallException)
        {
            // There is no place left to say it in.
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warn => "warn",
        _ => "error",
    };

    private static string Shorten(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}
