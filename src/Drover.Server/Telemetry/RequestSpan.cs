using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Telemetry;

/// <summary>Gives the span of a request, which the host makes when somebody listens, the name and attributes that OpenTelemetry's conventions for HTTP ask for.</summary>
internal sealed class RequestSpan(RequestDelegate next)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        Activity? span = Activity.Current;
        await next(context).ConfigureAwait(false);
        if (span is null) return;
        string? route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method).SetTag("http.route", route).SetTag("url.path", context.Request.Path.Value)
            .SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= 500) span.SetStatus(ActivityStatusCode.Error);
    }
}
