namespace Drover.Nomad.Protocol;

/// <summary>Bytes are not MessagePack as Nomad writes it.</summary>
internal sealed class MessagePackException(string message) : Exception(message);
