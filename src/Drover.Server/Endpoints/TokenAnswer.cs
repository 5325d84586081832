using Drover.Server.Access;

namespace Drover.Server.Endpoints;

/// <summary>A token that was given out; <paramref name="Token"/> is its text when it is made, and null ever after.</summary>
internal sealed record TokenAnswer(string Id, string Name, string Scope, DateTimeOffset CreatedAt, string? Token)
{
    /// <summary>A token.</summary>
    public static TokenAnswer Of(ApiToken token, string? text = null) => new(token.Id, token.Name, token.Scope, token.CreatedAt, text);
}
