namespace Drover.Server.Logs;

/// <summary>Why a viewer's connection is closed; the numbers are WebSocket close codes (RFC 6455, 7.4).</summary>
internal enum ViewEnd
{
    /// <summary>The run has ended and all of it was sent.</summary>
    Finished = 1000,

    /// <summary>The server is stopping: come back with <c>after=</c>.</summary>
    GoingAway = 1001,

    /// <summary>The request can't be met.</summary>
    Refused = 1008,

    /// <summary>The viewer has to show the token.</summary>
    TokenNeeded = 4401,

    /// <summary>There is no such task or run.</summary>
    NotFound = 4404,

    /// <summary>The viewer takes what it is sent too slowly: come back with <c>after=</c>.</summary>
    TooSlow = 4408,
}
