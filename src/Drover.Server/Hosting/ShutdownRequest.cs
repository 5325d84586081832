namespace Drover.Server.Hosting;

/// <summary>Somebody wants the server to stop.</summary>
/// <param name="Mode">What becomes of live runs.</param>
/// <param name="Budget">How long all of them together may take; null for the setting.</param>
internal sealed record ShutdownRequest(ShutdownMode Mode, TimeSpan? Budget = null);
