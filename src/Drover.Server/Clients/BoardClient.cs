using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Drover.Server.Clients;

/// <summary>The HTTP API of a task runner, as its clients use it.</summary>
internal sealed class BoardClient(ServerAddress address) : IDisposable
{
    /// <summary>The server refused.</summary>
    public const int Refused = 1;

    /// <summary>There is no server, or it does not answer as one.</summary>
    public const int Unreachable = 125;

    private readonly HttpClient _http = address.Connect();

    /// <summary>Reads a resource.</summary>
    /// <exception cref="ClientException">The server refused, or there is none.</exception>
    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Asks for something to be done.</summary>
    /// <param name="path">What is asked.</param>
    /// <param name="write">Writes the fields of the body; null for an empty one.</param>
    /// <exception cref="ClientException">The server refused, or there is none.</exception>
    public Task<JsonElement> PostAsync(string path, Action<Utf8JsonWriter>? write = null) => SendAsync(HttpMethod.Post, path, write ?? (static _ => { }));

    /// <summary>Begins to read an answer that comes bit by bit; null when there is nothing to come (204).</summary>
    /// <exception cref="ClientException">The server refused, or there is none.</exception>
    public async Task<Stream?> OpenAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        HttpResponseMessage response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw await RefusalAsync(response).ConfigureAwait(false);
        return response.StatusCode == System.Net.HttpStatusCode.NoContent ? null : await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, Action<Utf8JsonWriter>? write)
    {
        using var request = new HttpRequestMessage(method, path);
        if (write is not null)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }
            request.Content = new ReadOnlyMemoryContent(buffer.WrittenMemory);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using HttpResponseMessage response = await SendAsync(request, HttpCompletionOption.ResponseContentRead).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw await RefusalAsync(response).ConfigureAwait(false);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes.Length == 0 ? "null"u8.ToArray() : bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new ClientException($"What listens at {address.Text} is no task runner of Drover. Name another in DROVER_SERVER.", Unreachable);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion)
    {
        try
        {
            return await _http.SendAsync(request, completion).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            string why = e.InnerException is System.Net.Sockets.SocketException inner ? inner.Message : e.Message;
            throw new ClientException($"No task runner answers at {address.Text} ({why}). Start one with 'drover serve', or name it in DROVER_SERVER.", Unreachable);
        }
    }

    // What the server says in its problem, else the status.
    private async Task<ClientException> RefusalAsync(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        try
        {
            using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
            if (problem.RootElement.TryGetProperty("detail", out JsonElement detail) && detail.GetString() is { } text) return new ClientException(text, Refused);
        }
        catch (JsonException)
        {
            // Not ours.
        }
        return new ClientException($"{address.Text} answered {status} {response.ReasonPhrase}.", Refused);
    }
}
