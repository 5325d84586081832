namespace Drover.Server.Hosting;

/// <summary>Where requests to stop the server come in: the first says how, a second says at once.</summary>
internal sealed class ShutdownDesk
{
    private readonly TaskCompletionSource<ShutdownRequest> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first request.</summary>
    public Task<ShutdownRequest> Asked => _asked.Task;

    /// <summary>Completes with the second.</summary>
    public Task Hurry => _hurry.Task;

    /// <summary>Asks.</summary>
    public void Ask(ShutdownRequest request)
    {
        if (!_asked.TrySetResult(request)) _hurry.TrySetResult();
    }
}
