using Google.Protobuf;

namespace Drover.Nomad.Protocol;

/// <summary>The methods that a server serves, by path.</summary>
internal sealed class GrpcMethods
{
    private readonly Dictionary<string, Func<GrpcCall, Task>> _methods = new(StringComparer.Ordinal);

    /// <summary>The paths, "/package.Service/Method".</summary>
    public IReadOnlyCollection<string> Paths => _methods.Keys;

    /// <summary>Adds a method with one request and one answer.</summary>
    public void AddUnary<TRequest, TResponse>(string service, string method, MessageParser<TRequest> parser, Func<TRequest, GrpcCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : IMessage =>
        AddDuplex(service, method, async call => await call.WriteAsync(await handler(await ReadOnlyOneAsync(call, parser).ConfigureAwait(false), call).ConfigureAwait(false)).ConfigureAwait(false));

    /// <summary>Adds a method with one request and many answers, which the handler writes.</summary>
    public void AddStream<TRequest>(string service, string method, MessageParser<TRequest> parser, Func<TRequest, GrpcCall, Task> handler)
        where TRequest : class, IMessage<TRequest> =>
        AddDuplex(service, method, async call =>
        {
            TRequest request = await ReadOnlyOneAsync(call, parser).ConfigureAwait(false);
            await call.OpenAsync().ConfigureAwait(false);
            await handler(request, call).ConfigureAwait(false);
        });

    /// <summary>Adds a method whose handler reads and writes.</summary>
    public void AddDuplex(string service, string method, Func<GrpcCall, Task> handler) => _methods.Add($"/{service}/{method}", handler);

    /// <summary>The method at a path; null when it is not served.</summary>
    public Func<GrpcCall, Task>? Find(string path) => _methods.GetValueOrDefault(path);

    private static async Task<T> ReadOnlyOneAsync<T>(GrpcCall call, MessageParser<T> parser)
        where T : class, IMessage<T> =>
        await call.ReadAsync(parser).ConfigureAwait(false) ?? throw new GrpcException(GrpcStatusCode.Internal, $"The request has no message; a {typeof(T).Name} was expected.");
}
