namespace Drover.Cli.Following;

/// <summary>Why a printer has stopped.</summary>
internal enum PrintResult
{
    /// <summary>It is at the end of what there is now.</summary>
    AtEnd,

    /// <summary>What was asked for has been printed (--until): nothing more is wanted.</summary>
    Complete,

    /// <summary>Nobody reads our output any more.</summary>
    OutputClosed,
}
