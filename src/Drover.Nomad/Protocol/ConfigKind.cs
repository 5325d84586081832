namespace Drover.Nomad.Protocol;

/// <summary>What a value of a configuration is.</summary>
internal enum ConfigKind
{
    /// <summary>Not set.</summary>
    Null,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A list.</summary>
    List,

    /// <summary>Values by name.</summary>
    Map,
}
