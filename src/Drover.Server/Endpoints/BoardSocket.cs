using System.Text.Json;
using Drover.Server.Logs;
using Drover.Server.Tasks;

namespace Drover.Server.Endpoints;

/// <summary>One viewer of the board on a WebSocket: gets every event after the one it knows, or is told to read the board again.</summary>
internal sealed class BoardSocket(Board board, BoardEndpoints look, IViewer viewer, CancellationToken stopping)
{
    /// <summary>Sends events until the viewer has gone or the server is stopping.</summary>
    /// <param name="after">The last event that the viewer knows; null for the newest.</param>
    public async Task ShowAsync(long? after)
    {
        long rev = after ?? board.Feed.Rev;
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = stopping.Register(() => stopped.TrySetResult());
        await SendAsync(new BoardMessage { Type = "hello", Rev = rev }).ConfigureAwait(false);
        while (!viewer.Gone.IsCompleted)
        {
            if (stopping.IsCancellationRequested)
            {
                await viewer.CloseAsync(ViewEnd.GoingAway, "server going away").ConfigureAwait(false);
                return;
            }
            if (board.Feed.After(rev) is not { } events)
            {
                rev = board.Feed.Rev;
                await SendAsync(new BoardMessage { Type = "resync", Rev = rev }).ConfigureAwait(false);
                continue;
            }
            foreach (BoardEvent happened in events)
            {
                rev = happened.Rev;
                await SendAsync(Message(happened)).ConfigureAwait(false);
            }
            // Nothing that a viewer of the board could ask for is known: what it says is dropped.
            while (viewer.TakeRequest() is not null)
            {
            }
            if (events.Count == 0) await Task.WhenAny(board.Feed.WaitAsync(rev), viewer.Gone, viewer.Asked, stopped.Task).ConfigureAwait(false);
        }
    }

    private BoardMessage Message(BoardEvent happened) => new()
    {
        Type = happened.Type,
        Rev = happened.Rev,
        TaskId = happened.TaskSeq is { } seq ? TaskIds.Of(seq) : null,
        Task = happened is { Type: "task.updated", Task: { } task } ? TaskAnswer.Card(task, RunSummary.Of(happened.Run)) : null,
        Run = happened.Type.StartsWith("run.", StringComparison.Ordinal) ? RunSummary.Of(happened.Run) : null,
        Queue = happened.Type is "queue.changed" or "rate-limit.paused" or "rate-limit.resumed" ? board.Database.Read(look.Queue) : null,
    };

    private Task SendAsync(BoardMessage message) => viewer.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, AnswerJson.Default.BoardMessage));
}
