using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Drover.Server.Tests.TestSupport;

/// <summary>A real HTTP server that keeps what is posted to it.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private WebhookReceiver(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>One request.</summary>
    public sealed record Received(string Path, string Id, string Timestamp, string Signature, string Body)
    {
        /// <summary>A part of its body, by names with dots between them; null when it is null.</summary>
        public string? this[string path]
        {
            get
            {
                using JsonDocument document = JsonDocument.Parse(Body);
                JsonElement at = document.RootElement;
                foreach (string name in path.Split('.')) at = at.GetProperty(name);
                return at.ValueKind == JsonValueKind.Null ? null : at.ToString();
            }
        }
    }

    /// <summary>Decides the status of each answer.</summary>
    public Func<Received, Task<int>> Answer { get; set; } = static _ => Task.FromResult(204);

    /// <summary>What came so far.</summary>
    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>Its address.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts one.</summary>
    public static async Task<WebhookReceiver> StartAsync(int port = 0)
    {
        var receiver = new WebhookReceiver(port);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        IHeaderDictionary headers = context.Request.Headers;
        var received = new Received(context.Request.Path, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), await reader.ReadToEndAsync());
        _received.Enqueue(received);
        context.Response.StatusCode = await Answer(received);
        if (context.Response.StatusCode is > 300 and < 400) context.Response.Headers.Location = "/elsewhere";
    }
}
