using System.Buffers;
using System.Text.Json;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;
using Drover.Runs.Control;
using Drover.Runs.Formats;

namespace Drover.Shim;

/// <summary>control.sock of a run: listens, lets only its user and root in, and carries out requests (docs/run-format.md).</summary>
internal sealed class ControlServer : IDisposable
{
    // More than anybody needs, and few enough to leave descriptors for the run under the usual limit of 1024.
    private const int MaxConnections = 256;
    private static readonly TimeSpan s_acceptPause = TimeSpan.FromMilliseconds(100);

    private readonly EventLoop _loop;
    private readonly Descriptor _directory;
    private readonly Holder _holder;
    private readonly Descriptor _listener;
    private readonly Watch _watch;
    private readonly List<ControlConnection> _connections = [];

    public ControlServer(EventLoop loop, Descriptor directory, Holder holder)
    {
        _loop = loop;
        _directory = directory;
        _holder = holder;
        // What a killed shim left would make bind(2) fail; the run's lock says that nobody listens there.
        _ = DirectoryFiles.Remove(directory, ControlClient.SocketName);
        _listener = UnixSocket.Listen(directory, ControlClient.SocketName);
        _watch = loop.Watch(_listener, Readiness.Readable, _ => Accept());
    }

    /// <summary>Whether the run's input is full.</summary>
    public bool IsInputBusy => _holder.Input is { IsBusy: true };

    /// <summary>Answers those who wait for news and have some now.</summary>
    public void Wake()
    {
        // Backwards: one whose client has gone leaves the list.
        for (int i = _connections.Count - 1; i >= 0; i--)
            if (_connections[i].Awaiting is { } known) AnswerIfNews(_connections[i], known.Sequence, known.Revision);
    }

    /// <summary>Sends an event to those who subscribed.</summary>
    public void Publish(ReadOnlyMemory<byte> line)
    {
        for (int i = _connections.Count - 1; i >= 0; i--)
            if (_connections[i].IsSubscribed) _connections[i].Send(FrameKind.Event, line.Span);
    }

    /// <summary>Lets all connections go on that waited for the run's input.</summary>
    public void ResumeInput()
    {
        foreach (ControlConnection connection in _connections.ToArray()) connection.Resume();
    }

    public void Forget(ControlConnection connection) => _connections.Remove(connection);

    /// <summary>Carries out one frame.</summary>
    public void Handle(ControlConnection connection, FrameKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case FrameKind.Input: _holder.Input?.Write(payload); break;
            case FrameKind.InputEnd: _holder.Input?.End(); break;
            case FrameKind.Request:
                try
                {
                    Handle(connection, payload);
                }
                catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or OverflowException or SystemCallException)
                {
                    Respond(connection, json => json.WriteString("error", e.Message));
                }
                break;
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _listener.Dispose();
        _ = DirectoryFiles.Remove(_directory, ControlClient.SocketName);
        foreach (ControlConnection connection in _connections.ToArray()) connection.Dispose();
        _connections.Clear();
    }

    private void Accept()
    {
        while (UnixSocket.TryAccept(_listener, out int errno) is var socket)
        {
            if (socket is null)
            {
                if (errno != 0) PauseAccepting();
                return;
            }
            uint user = UnixSocket.PeerUser(socket);
            if ((user != 0 && user != CurrentUser.Id) || !MakeRoom()) socket.Dispose();
            else _connections.Add(new ControlConnection(this, _loop, socket));
        }
    }

    // No descriptor is left for those who wait: the listener would be reported again and again.
    private void PauseAccepting()
    {
        _watch.Change(Readiness.None);
        _loop.SetTimer(s_acceptPause, () => _watch.Change(Readiness.Readable));
    }

    // The oldest that has said nothing goes first.
    private bool MakeRoom()
    {
        if (_connections.Count < MaxConnections) return true;
        foreach (ControlConnection connection in _connections)
        {
            if (connection.HasSpoken) continue;
            connection.Dispose();
            return true;
        }
        return false;
    }

    private void Handle(ControlConnection connection, ReadOnlySpan<byte> payload)
    {
        var request = ControlRequest.Read(payload);
        switch (request.Operation)
        {
            case "status":
                connection.Send(FrameKind.Response, RunStatusFormat.Write(_holder.LiveStatus()));
                break;
            case "signal":
                int sent = _holder.SendSignal(new Signal(request.GetInt("signal", Signal.TERM.Number)), request.Get("tree", 0) != 0);
                Respond(connection, json => json.WriteNumber("sent", sent));
                break;
            case "stop":
                var policy = new StopPolicy(
                    new Signal(request.GetInt("signal", _holder.Spec.StopSignal.Number)),
                    TimeSpan.FromMilliseconds(Math.Max(0, request.Get("graceMs", (long)_holder.Spec.Grace.TotalMilliseconds))));
                _holder.RequestStop(policy, left => Respond(connection, json => json.WriteNumber("leftovers", left)));
                break;
            case "await":
                AnswerIfNews(connection, request.Get("afterSequence", 0), request.Get("revision", 0));
                break;
            case "resize":
                _holder.Resize(new TerminalSize(request.GetSize("columns", 80), request.GetSize("rows", 24)));
                Respond(connection, static _ => { });
                break;
            case "tree":
                Respond(connection, json => ProcessJson.Write(json, "processes", _holder.CollectTree()));
                break;
            case "stats":
                Respond(connection, _holder.WriteStats);
                break;
            case "subscribe":
                connection.IsSubscribed = true;
                Respond(connection, static _ => { });
                break;
            default:
                Respond(connection, json => json.WriteString("error", $"This shim does not know '{request.Operation}': it may be older than the program that asks."));
                break;
        }
    }

    private void AnswerIfNews(ControlConnection connection, long sequence, long revision)
    {
        if (_holder.LastSequence <= sequence && _holder.Revision <= revision)
        {
            connection.Awaiting = (sequence, revision);
            return;
        }
        connection.Awaiting = null;
        Respond(connection, json =>
        {
            json.WriteNumber("sequence", _holder.LastSequence);
            json.WriteNumber("revision", _holder.Revision);
            json.WriteString("state", Drover.Runs.RunNames.Of(_holder.State));
        });
    }

    private static void Respond(ControlConnection connection, Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }
        connection.Send(FrameKind.Response, buffer.WrittenSpan);
    }
}
