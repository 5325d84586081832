using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Engine.Terminals;

namespace Drover.Runs.Control;

/// <summary>A connection to the shim of a live run. Requests are answered in order; one thread may send while another reads.</summary>
public sealed class ControlClient : IDisposable
{
    /// <summary>The socket's name in the run's directory.</summary>
    public const string SocketName = "control.sock";

    private readonly byte[] _head = new byte[Frame.HeadSize];

    private ControlClient(Descriptor socket) => Socket = socket;

    /// <summary>How long a part of an answer may keep us waiting; infinite unless set. The shim answers in a millisecond, but it may be stopped as any process.</summary>
    public TimeSpan Patience { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>The connected socket, blocking.</summary>
    public Descriptor Socket { get; }

    /// <summary>Connects to the shim of the run in <paramref name="runDirectory"/>; null when none listens.</summary>
    /// <exception cref="ControlException">The socket belongs to another user, or may not be reached.</exception>
    public static ControlClient? TryConnect(Descriptor runDirectory)
    {
        Descriptor? socket = UnixSocket.TryConnect(runDirectory, SocketName, out int errno);
        if (socket is null)
        {
            // ENOENT: not bound yet, or removed at the end. ECONNREFUSED: its shim is gone.
            return errno is 2 or 111 ? null : throw new ControlException($"{SocketName}: {new SystemCallException("connect", errno).Message}");
        }
        uint user = UnixSocket.PeerUser(socket);
        if (user == CurrentUser.Id || user == 0) return new ControlClient(socket);
        socket.Dispose();
        throw new ControlException($"{SocketName} is listened on by user {user}, not by you: it was not spoken to.");
    }

    /// <summary>Sends one frame.</summary>
    /// <returns>False when the shim has gone.</returns>
    public bool Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        byte[] frame = ArrayPool<byte>.Shared.Rent(Frame.HeadSize + payload.Length);
        try
        {
            Frame.WriteHead(frame, kind, payload.Length);
            payload.CopyTo(frame.AsSpan(Frame.HeadSize));
            return Socket.WriteAll(frame.AsSpan(0, Frame.HeadSize + payload.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>Reads the next frame, waiting for it; null when the shim has closed the connection: the run has ended, or the shim was killed.</summary>
    public (FrameKind Kind, byte[] Payload)? Receive()
    {
        if (!ReadExactly(_head)) return null;
        if (!Frame.TryReadHead(_head, out FrameKind kind, out int length, Frame.MaxAnswer)) throw new ControlException("The shim sent something that is no frame.");
        byte[] payload = new byte[length];
        return ReadExactly(payload) ? (kind, payload) : null;
    }

    /// <summary>Sends a request and waits for its answer; null when the shim has gone.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="fields">Its further fields.</param>
    /// <exception cref="ControlException">The shim refused it, or did not answer within <see cref="Patience"/>.</exception>
    public byte[]? Request(string operation, params ReadOnlySpan<(string Name, long Value)> fields)
    {
        if (!SendRequest(operation, fields)) return null;
        while (Receive() is var (kind, payload))
        {
            if (kind != FrameKind.Response) continue;
            ThrowIfRefused(payload);
            return payload;
        }
        return null;
    }

    /// <summary>Sends a request without waiting for its answer.</summary>
    public bool SendRequest(string operation, params ReadOnlySpan<(string Name, long Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("op", operation);
            foreach ((string name, long value) in fields) json.WriteNumber(name, value);
            json.WriteEndObject();
        }
        return Send(FrameKind.Request, buffer.WrittenSpan);
    }

    /// <summary>Sets the size of the run's terminal.</summary>
    public bool Resize(TerminalSize size) => SendRequest("resize", ("columns", size.Columns), ("rows", size.Rows));

    /// <summary>Ends the connection; the run goes on.</summary>
    public void Dispose() => Socket.Dispose();

    /// <summary>A number of an answer; 0 when it is not in it.</summary>
    internal static long ReadNumber(ReadOnlySpan<byte> answer, string field)
    {
        var json = new Utf8JsonReader(answer);
        if (!json.Read()) return 0;
        while (Formats.Json.NextProperty(ref json, out string name))
        {
            if (name == field && json.TokenType == JsonTokenType.Number) return json.GetInt64();
            json.Skip();
        }
        return 0;
    }

    private static void ThrowIfRefused(byte[] payload)
    {
        var json = new Utf8JsonReader(payload);
        if (!json.Read()) return;
        while (Formats.Json.NextProperty(ref json, out string name))
        {
            if (name == "error") throw new ControlException(json.GetString() ?? Encoding.UTF8.GetString(payload));
            json.Skip();
        }
    }

    // A signal, which is none of our business here, ends a wait early.
    private void WaitForAnswer()
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan left = Patience;
        while (!Socket.WaitReadable(left))
        {
            left = Patience - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) throw new ControlException($"The run's drover-shim has not answered for {Patience.TotalSeconds:0.#} s. Is it stopped (state T in ps)? kill -CONT lets it go on.");
        }
    }

    private bool ReadExactly(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (Patience != Timeout.InfiniteTimeSpan) WaitForAnswer();
            int n = Socket.Read(buffer);
            if (n <= 0) return false;
            buffer = buffer[n..];
        }
        return true;
    }
}
