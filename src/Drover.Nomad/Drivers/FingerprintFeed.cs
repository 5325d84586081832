using Drover.Nomad.Nodes;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Drivers;

/// <summary>Tells of a node at once, and again when something has changed.</summary>
internal sealed class FingerprintFeed(NodeSurvey survey, Func<PluginConfig> config, TimeProvider time)
{
    /// <summary>How often is looked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _looking = new(1);

    /// <summary>Whether tasks could run at the last look; null before the first.</summary>
    public bool? IsHealthy { get; private set; }

    /// <summary>Tells until it is cancelled: a client whose stream ends opens it again at once.</summary>
    public async Task ListenAsync(Func<FingerprintResponse, ValueTask> hear, CancellationToken cancellation)
    {
        FingerprintResponse? told = null;
        while (true)
        {
            FingerprintResponse now = Fingerprint.Of(await LookAsync(cancellation).ConfigureAwait(false));
            if (!now.Equals(told)) await hear(Fingerprint.After(told, now)).ConfigureAwait(false);
            told = now;
            await Task.Delay(Interval, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<NodeState> LookAsync(CancellationToken cancellation)
    {
        // Two clients may listen for a moment: one that died, and its successor.
        await _looking.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            NodeState node = await survey.LookAsync(config()).ConfigureAwait(false);
            IsHealthy = node.Obstacle is null;
            return node;
        }
        finally
        {
            _looking.Release();
        }
    }
}
