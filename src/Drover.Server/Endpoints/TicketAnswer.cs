namespace Drover.Server.Endpoints;

/// <summary>Opens one WebSocket, as <c>?ticket=</c>.</summary>
internal sealed record TicketAnswer(string Ticket, DateTimeOffset ExpiresAt);
