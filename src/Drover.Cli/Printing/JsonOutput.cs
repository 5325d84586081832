using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Drover.Cli.Printing;

/// <summary>Prints JSON: indented on a terminal, one line in a pipe.</summary>
internal static class JsonOutput
{
    /// <summary>Writes what <paramref name="fill"/> makes, and a newline.</summary>
    public static void Write(Action<Utf8JsonWriter> fill, bool? indented = null)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options(indented ?? StandardOutput.IsTerminal))) fill(json);
        buffer.Write("\n"u8);
        StandardOutput.Write(buffer.WrittenSpan);
    }

    /// <summary>How we write: characters as they are, because it is no text within HTML.</summary>
    public static JsonWriterOptions Options(bool indented) => new() { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
