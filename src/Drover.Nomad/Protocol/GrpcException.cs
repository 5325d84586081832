using Google.Protobuf;

namespace Drover.Nomad.Protocol;

/// <summary>Ends a call with a status that is not OK.</summary>
internal sealed class GrpcException(GrpcStatusCode code, string message, params IMessage[] details) : Exception(message)
{
    /// <summary>The code.</summary>
    public GrpcStatusCode Code { get; } = code;

    /// <summary>What travels beside the message.</summary>
    public IReadOnlyList<IMessage> Details { get; } = details;
}
