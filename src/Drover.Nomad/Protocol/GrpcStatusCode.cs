namespace Drover.Nomad.Protocol;

/// <summary>The codes of the trailer grpc-status that are used here.</summary>
internal enum GrpcStatusCode
{
    /// <summary>It was done.</summary>
    Ok = 0,

    /// <summary>The caller hung up.</summary>
    Cancelled = 1,

    /// <summary>An error of no kind: what a Go server answers for any error of its own.</summary>
    Unknown = 2,

    /// <summary>The request can't be met by anybody.</summary>
    InvalidArgument = 3,

    /// <summary>The caller's time was over first.</summary>
    DeadlineExceeded = 4,

    /// <summary>What it names is not there.</summary>
    NotFound = 5,

    /// <summary>A message is larger than is taken.</summary>
    ResourceExhausted = 8,

    /// <summary>The state of the system does not allow it; with a detail it says whether it may later.</summary>
    FailedPrecondition = 9,

    /// <summary>The method is not served.</summary>
    Unimplemented = 12,

    /// <summary>A message is damaged, or something failed that should not.</summary>
    Internal = 13,

    /// <summary>The server is going away.</summary>
    /// <remarks>A living server never answers so: Nomad then waits three seconds and takes it for trouble of the connection.</remarks>
    Unavailable = 14,
}
