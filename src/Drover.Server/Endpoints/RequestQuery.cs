using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Drover.Server.Endpoints;

/// <summary>The query of a request: names that are not known and values that can't be met are refused by name.</summary>
internal sealed class RequestQuery
{
    private readonly HttpContext _context;
    private readonly List<(string Field, string Text)> _errors = [];

    /// <summary>Looks at a query.</summary>
    /// <param name="context">The request.</param>
    /// <param name="known">The names that may stand in it.</param>
    public RequestQuery(HttpContext context, params ReadOnlySpan<string> known)
    {
        _context = context;
        foreach (string name in context.Request.Query.Keys)
            if (!known.Contains(name)) _errors.Add((name, "is not known"));
    }

    /// <summary>A text; null when it is missing or empty.</summary>
    public string? Text(string name) => _context.Request.Query.TryGetValue(name, out StringValues values) && values is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>A whole number; null when it is missing.</summary>
    public long? Number(string name, long least, long most)
    {
        if (Text(name) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most) return number;
        Refuse(name, $"is not a whole number from {least} to {most}");
        return null;
    }

    /// <summary>A time; null when it is missing.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)) return time;
        Refuse(name, "is no time; give one like 2026-11-21T12:00:00Z");
        return null;
    }

    /// <summary>Notes that a value is wrong.</summary>
    public void Refuse(string name, string text) => _errors.Add((name, text));

    /// <summary>Ends the request if anything was wrong.</summary>
    /// <exception cref="ProblemException">It names every field.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count == 0) return;
        throw new ProblemException(Problem.Invalid($"{string.Join("; ", _errors.Take(10).Select(error => $"'{error.Field}' {error.Text}"))}.", _errors));
    }
}
