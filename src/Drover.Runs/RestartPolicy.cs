namespace Drover.Runs;

/// <summary>When a run whose attempt has ended by itself is started again. A stop that was asked for always ends it.</summary>
public enum RestartPolicy
{
    /// <summary>Never.</summary>
    No,

    /// <summary>When the attempt failed: a non-zero status, a signal, a timeout, no memory.</summary>
    OnFailure,

    /// <summary>Always; and <c>drover restore</c> starts it again after a reboot.</summary>
    Always,
}
