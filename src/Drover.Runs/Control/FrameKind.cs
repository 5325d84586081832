namespace Drover.Runs.Control;

/// <summary>The kinds of frames on a run's control socket (docs/run-format.md).</summary>
public enum FrameKind : byte
{
    /// <summary>Client to shim: a JSON object with "op".</summary>
    Request = 1,

    /// <summary>Shim to client: the answer to a request, a JSON object; "error" in it says why not.</summary>
    Response = 2,

    /// <summary>Client to shim: bytes for the standard input or terminal of the run.</summary>
    Input = 3,

    /// <summary>Client to shim: the end of the standard input.</summary>
    InputEnd = 4,

    /// <summary>Shim to client after "subscribe": one event, a JSON object as in events.jsonl.</summary>
    Event = 5,
}
