using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Drover.Server.Tests.TestSupport;

/// <summary>A small collector: takes OTLP over HTTP and reads the names out of the protobuf messages (opentelemetry-proto, collector/*/v1).</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte> _names = new();

    private OtlpReceiver()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        // Export…ServiceRequest: 1 resource_…; of it 1 resource, 2 scope_…; of that 2 the spans (name is 5) or metrics (name is 1).
        _app.MapPost("/v1/traces", async context => Take("span", await ReadAsync(context.Request.Body), nameField: 5));
        _app.MapPost("/v1/metrics", async context => Take("metric", await ReadAsync(context.Request.Body), nameField: 1));
    }

    /// <summary>"span NAME", "metric NAME" and "resource KEY=VALUE" of all that came so far.</summary>
    public IReadOnlyCollection<string> Names => [.. _names.Keys];

    /// <summary>Its address.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts one.</summary>
    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Take(string kind, byte[] message, int nameField)
    {
        foreach (ReadOnlyMemory<byte> resource in Fields(message, 1))
        {
            foreach (ReadOnlyMemory<byte> attribute in Fields(resource, 1).SelectMany(described => Fields(described, 1)))
                _names.TryAdd($"resource {Text(Fields(attribute, 1))}={Text(Fields(attribute, 2).SelectMany(value => Fields(value, 1)))}", 0);
            foreach (ReadOnlyMemory<byte> item in Fields(resource, 2).SelectMany(scope => Fields(scope, 2))) _names.TryAdd($"{kind} {Text(Fields(item, nameField))}", 0);
        }
    }

    private static string Text(IEnumerable<ReadOnlyMemory<byte>> field) => Encoding.UTF8.GetString(field.FirstOrDefault().Span);

    // The length-delimited fields of a number; https://protobuf.dev/programming-guides/encoding/
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message.Span, ref at);
            int length = (tag & 7) switch { 0 => -1, 1 => 8, 5 => 4, 2 => (int)Varint(message.Span, ref at), _ => throw new InvalidDataException("Not protobuf.") };
            if (length < 0)
            {
                _ = Varint(message.Span, ref at);
                continue;
            }
            if ((tag & 7) == 2 && (int)(tag >> 3) == number) found.Add(message.Slice(at, length));
            at += length;
        }
        return found;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
    }

    private static async Task<byte[]> ReadAsync(Stream body)
    {
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
