using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Drover.Server.Logs;

/// <summary>A viewer on an event stream (Server-Sent Events): the same messages, with the record's number as the event's id.</summary>
internal sealed class EventStreamViewer : IViewer
{
    private static readonly Task s_never = new TaskCompletionSource().Task;

    private readonly HttpContext _context;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins the answer.</summary>
    public EventStreamViewer(HttpContext context)
    {
        _context = context;
        context.RequestAborted.Register(() => _gone.TrySetResult());
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        // Proxies must not collect what is meant to be seen now.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <inheritdoc/>
    public Task Gone => _gone.Task;

    /// <inheritdoc/>
    public Task Asked => s_never;

    /// <inheritdoc/>
    public ViewRequest? TakeRequest() => null;

    /// <inheritdoc/>
    public async Task SendAsync(ReadOnlyMemory<byte> message, long? sequence = null)
    {
        if (_gone.Task.IsCompleted) return;
        try
        {
            Stream body = _context.Response.Body;
            if (sequence is { } id) await body.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {id}\n"))).ConfigureAwait(false);
            await body.WriteAsync("data: "u8.ToArray()).ConfigureAwait(false);
            await body.WriteAsync(message).ConfigureAwait(false);
            await body.WriteAsync("\n\n"u8.ToArray()).ConfigureAwait(false);
            await body.FlushAsync(_context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            _gone.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public Task CloseAsync(ViewEnd end, string why) => Task.CompletedTask;
}
