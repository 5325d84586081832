using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>What comes out of a pipe or terminal, collected by a thread of its own.</summary>
public sealed class PipeText : IDisposable
{
    private readonly Descriptor _source;
    private readonly List<byte> _bytes = [];
    private volatile bool _ended;

    /// <summary>Begins to read; owns the descriptor.</summary>
    public PipeText(Descriptor source)
    {
        _source = source;
        new Thread(Read) { IsBackground = true, Name = "test-reader" }.Start();
    }

    /// <summary>What has come so far.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>What has come so far, as it came.</summary>
    public byte[] Bytes
    {
        get
        {
            lock (_bytes) return [.. _bytes];
        }
    }

    /// <summary>Waits until the other side has closed it.</summary>
    public void WaitForEnd() => Eventually.IsTrue(() => _ended, TimeSpan.FromSeconds(30), () => Text);

    public void Dispose() => _source.Dispose();

    private void Read()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                int n = _source.Read(buffer);
                if (n == Descriptor.WouldBlock)
                {
                    using var loop = new Engine.EventLoops.EventLoop();
                    using (loop.Watch(_source, Engine.EventLoops.Readiness.Readable, static _ => { })) loop.RunOnce(TimeSpan.FromSeconds(1));
                    continue;
                }
                if (n <= 0) break;
                lock (_bytes) _bytes.AddRange(buffer.AsSpan(0, n));
            }
        }
        catch (Exception e) when (e is SystemCallException or ObjectDisposedException)
        {
            // The test has closed it.
        }
        _ended = true;
    }
}
