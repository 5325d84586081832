// Constraints
//   A call that fails ends with a status in the trailers, never with a broken connection: Nomad takes that for the death of the plugin.
// Scheme
//   Find the method, give its handler a call, and turn how it ended into grpc-status, grpc-message and grpc-status-details-bin.

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Drover.Nomad.Protocol;

/// <summary>Answers gRPC calls on a server of ASP.NET Core (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).</summary>
internal sealed class GrpcApplication(GrpcMethods methods, TimeProvider time, Action<string, Exception> failed, CancellationToken stopping) : IHttpApplication<IFeatureCollection>
{
    private const string ContentType = "application/grpc";

    /// <inheritdoc/>
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    /// <inheritdoc/>
    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        if (request.Method != "POST" || request.Headers.ContentType.ToString() is not { } type || !type.StartsWith(ContentType, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        response.Headers.ContentType = ContentType;
        CancellationToken aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        using var deadline = new CancellationTokenSource(GrpcTimeout.Parse(request.Headers["grpc-timeout"]) ?? Timeout.InfiniteTimeSpan, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(aborted, deadline.Token, stopping);
        using var call = new GrpcCall(context, any.Token);
        GrpcException? failure = await RunAsync(request.Path, call, deadline.Token, aborted).ConfigureAwait(false);
        if (aborted.IsCancellationRequested) return;
        IHeaderDictionary trailers = context.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        trailers["grpc-status"] = ((int)(failure?.Code ?? GrpcStatusCode.Ok)).ToString();
        if (failure is not null)
        {
            trailers["grpc-message"] = PercentEncoding.Encode(failure.Message);
            if (failure.Details.Count > 0) trailers["grpc-status-details-bin"] = Details(failure);
        }
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync().ConfigureAwait(false);
        if (failure is null) call.Afterwards?.Invoke();
    }

    private static string Details(GrpcException failure)
    {
        var status = new Rpc.Status { Code = (int)failure.Code, Message = failure.Message };
        foreach (IMessage detail in failure.Details) status.Details.Add(Any.Pack(detail));
        return Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }

    private async Task<GrpcException?> RunAsync(string path, GrpcCall call, CancellationToken deadline, CancellationToken aborted)
    {
        try
        {
            if (methods.Find(path) is not { } method) return new GrpcException(GrpcStatusCode.Unimplemented, $"{path} is not served by this plugin.");
            await method(call).ConfigureAwait(false);
            return null;
        }
        catch (GrpcException e)
        {
            return e;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new GrpcException(GrpcStatusCode.DeadlineExceeded, "The time that the caller gave was over first.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new GrpcException(GrpcStatusCode.Unavailable, "The plugin is shutting down.");
        }
        catch (Exception e) when (aborted.IsCancellationRequested && e is OperationCanceledException or IOException or Microsoft.AspNetCore.Connections.ConnectionAbortedException)
        {
            return new GrpcException(GrpcStatusCode.Cancelled, "The caller has hung up.");
        }
        catch (Exception e)
        {
            // The edge: whatever it is, the caller is told, and the server goes on.
            failed(path, e);
            return new GrpcException(GrpcStatusCode.Unknown, e.Message);
        }
    }
}
