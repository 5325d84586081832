namespace Drover.Nomad.Checks;

/// <summary>How bad a finding is.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Something can't be done here, or may go wrong.</summary>
    Warning,

    /// <summary>Tasks can't be run.</summary>
    Failure,
}
