// Constraints
//   The connection may break at any byte and the server may be started again: no record may be lost or written twice.
// Scheme
//   Server-Sent Events from the record after the last one written; a connection that breaks is made again for a while. The streams stay apart.

using System.Text.Json;

namespace Drover.Server.Clients;

/// <summary>Writes what a run writes, to the same streams.</summary>
internal sealed class LogFollower(BoardClient client, Stream output, Stream error)
{
    private const int Tries = 40;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private long _last;

    /// <summary>Writes what there is, in pages.</summary>
    public async Task WriteAsync(string runId)
    {
        while (true)
        {
            JsonElement page = await client.GetAsync($"/api/runs/{runId}/logs?after={_last}&limit=5000").ConfigureAwait(false);
            foreach (JsonElement item in page.GetProperty("items").EnumerateArray())
            {
                string stream = item.GetProperty("stream").GetString()!;
                if (stream == "gap") await WriteAsync(error, "[output is missing here]\n").ConfigureAwait(false);
                else await WriteAsync(stream == "stderr" ? error : output, item.GetProperty("text").GetString()!).ConfigureAwait(false);
            }
            long last = page.GetProperty("lastSeq").GetInt64();
            if (!page.GetProperty("hasMore").GetBoolean() || last <= _last) return;
            _last = last;
        }
    }

    /// <summary>Writes what there is and what comes, until the run has ended.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="tail">How many of the newest lines to begin with; null for all.</param>
    /// <returns>The message of its end; null when it had ended before and all was written.</returns>
    public async Task<JsonElement?> FollowAsync(string runId, long? tail)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                string from = _last == 0 && tail is { } lines ? $"tail={lines}" : $"after={_last}";
                await using Stream? events = await client.OpenAsync($"/api/runs/{runId}/logs/stream?{from}").ConfigureAwait(false);
                if (events is null) return null;
                long before = _last;
                if (await ReadAsync(events).ConfigureAwait(false) is { } exit) return exit;
                if (_last > before) failures = 0;
            }
            catch (Exception e) when (e is IOException or HttpRequestException or ClientException { ExitStatus: BoardClient.Unreachable } && failures < Tries)
            {
                // It may be starting again.
            }
            if (failures >= Tries) throw new ClientException($"The server does not answer any more. Go on with: drover task logs -f, when it runs again.", BoardClient.Unreachable);
            await Task.Delay(s_pause).ConfigureAwait(false);
        }
    }

    private async Task<JsonElement?> ReadAsync(Stream events)
    {
        using var reader = new StreamReader(events);
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            using JsonDocument document = JsonDocument.Parse(line.AsMemory(6));
            JsonElement message = document.RootElement;
            switch (message.GetProperty("type").GetString())
            {
                case "history":
                    foreach (JsonElement item in message.GetProperty("items").EnumerateArray())
                        await TakeAsync(item, item.GetProperty("stream").GetString() == "stderr", item.GetProperty("text").GetString()!).ConfigureAwait(false);
                    break;
                case "stdout" or "stderr":
                    await TakeAsync(message, message.GetProperty("type").GetString() == "stderr", message.GetProperty("data").GetString()!).ConfigureAwait(false);
                    break;
                case "gap":
                    await WriteAsync(error, "[output is missing here]\n").ConfigureAwait(false);
                    _last = Math.Max(_last, message.GetProperty("to").GetInt64());
                    break;
                case "error":
                    throw new ClientException(message.GetProperty("data").GetString()!, BoardClient.Refused);
                case "exit":
                    return message.Clone();
            }
        }
        return null;
    }

    private async Task TakeAsync(JsonElement piece, bool isError, string text)
    {
        await WriteAsync(isError ? error : output, text).ConfigureAwait(false);
        _last = Math.Max(_last, piece.GetProperty("lastSeq").GetInt64());
    }

    private static async Task WriteAsync(Stream stream, string text)
    {
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
    }
}
