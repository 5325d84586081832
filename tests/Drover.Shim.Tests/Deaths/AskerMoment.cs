namespace Drover.Shim.Tests.Deaths;

/// <summary>How far a run had come when its asker was killed, by what was to be seen in its directory right before.</summary>
public enum AskerMoment
{
    /// <summary>No shim had written a status: nothing was started yet.</summary>
    BeforeSpawn,

    /// <summary>It was started and had written nothing.</summary>
    JustAfter,

    /// <summary>Some of its output was in the log.</summary>
    MidOutput,

    /// <summary>All of its output was in the log; it was ending, or its end was being recorded or told.</summary>
    AtExit,
}
