namespace Drover.Server.Endpoints;

/// <summary>What the board is.</summary>
/// <param name="Rev">The number of the newest event, for <c>?afterRev=</c> of /ws/board.</param>
/// <param name="Workspace">Where agents work.</param>
/// <param name="Version">The server's version.</param>
internal sealed record BoardMeta(long Rev, string Workspace, string Version);
