using System.Buffers;
using System.Text;
using Drover.Runs.Logs;

namespace Drover.Server.Secrets;

/// <summary>The text of lines of a log, with secrets masked. A secret is on one line: each line of one with several is a secret of its own.</summary>
internal sealed class SecretLines(SecretSet? secrets)
{
    private readonly SecretFilter?[] _filters = new SecretFilter?[4];
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The text of a line or of a piece of a long one.</summary>
    public string Text(in LogLine line)
    {
        if (secrets is null) return Encoding.UTF8.GetString(line.Bytes);
        SecretFilter filter = FilterOf(line.Stream);
        _buffer.ResetWrittenCount();
        filter.Append(line.Bytes, _buffer);
        // The rest of a line that goes on may be the rest of a secret.
        if (line.Ending != LineEnding.Continued) filter.Flush(_buffer);
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    /// <summary>Takes note of what stands before the first line.</summary>
    public void Prime(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        if (secrets is null) return;
        SecretFilter filter = FilterOf(stream);
        int line = bytes.LastIndexOf((byte)'\n');
        if (line >= 0) filter.Reset();
        _buffer.ResetWrittenCount();
        filter.Append(bytes[(line + 1)..], _buffer);
    }

    private SecretFilter FilterOf(LogStream stream) => _filters[(int)stream & 3] ??= new SecretFilter(secrets!);
}
