namespace Drover.Server.Endpoints;

/// <summary>What was answered to a request.</summary>
/// <param name="Request">Method, path and a hash of the body.</param>
/// <param name="Status">The HTTP status; null while it is being worked on.</param>
/// <param name="ContentType">The answer's type.</param>
/// <param name="Location">The Location header.</param>
/// <param name="Body">The answer.</param>
internal sealed record StoredAnswer(string Request, int? Status, string? ContentType, string? Location, string Body);
