using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Drover.Server.Endpoints;

/// <summary>The JSON object that a request carries. Fields are read by name; what is wrong is collected, so that one answer names all of it.</summary>
internal sealed class RequestBody
{
    private readonly Dictionary<string, JsonElement> _fields = [];
    private readonly List<(string Field, string Text)> _errors;
    private readonly string _prefix;

    private RequestBody(List<(string Field, string Text)> errors, string prefix)
    {
        _errors = errors;
        _prefix = prefix;
    }

    /// <summary>Whether a field was sent, null included.</summary>
    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>Reads the body; an empty one is an object without fields.</summary>
    /// <param name="context">The request.</param>
    /// <param name="known">The fields that may stand in it.</param>
    /// <exception cref="ProblemException">It is no JSON object.</exception>
    public static async Task<RequestBody> ReadAsync(HttpContext context, params string[] known)
    {
        var body = new RequestBody([], "");
        byte[] bytes = await ReadBytesAsync(context).ConfigureAwait(false);
        if (bytes.Length == 0) return body;
        if (!IsJson(context.Request.ContentType))
            throw new ProblemException(new Problem(415, "unsupported-media-type", "Unsupported media type", "Send the body as application/json."));
        try
        {
            if (!Utf8.IsValid(bytes)) throw new ProblemException(Problem.Invalid("The body is not valid UTF-8."));
            using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
            if (bytes.AsSpan().IndexOf("\\u"u8) >= 0) ThrowIfHalved(document.RootElement);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new ProblemException(Problem.Invalid("The body is not a JSON object."));
            body.Take(document.RootElement, known);
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.Invalid($"The body is not valid JSON: {e.Message}"));
        }
        return body;
    }

    /// <summary>An object in this one; null when it was not sent or is null. What is wrong in it is named with a dot.</summary>
    public RequestBody? Object(string field, params ReadOnlySpan<string> known)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Object) return Refuse<RequestBody>(field, "is not an object");
        var inner = new RequestBody(_errors, $"{_prefix}{field}.");
        inner.Take(value, known);
        return inner;
    }

    /// <summary>A text; null when it was not sent or is null.</summary>
    public string? Text(string field, int most, bool isRequired = false, bool mayBeEmpty = true)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            if (isRequired) Refuse(field, "is missing");
            return null;
        }
        if (value.ValueKind != JsonValueKind.String) return Refuse<string>(field, "is not a text");
        string text = value.GetString()!;
        if (!mayBeEmpty && string.IsNullOrWhiteSpace(text)) return Refuse<string>(field, "is empty");
        if (text.Length > most) return Refuse<string>(field, $"has {text.Length} characters; at most {most} are allowed");
        return text.Contains('\0', StringComparison.Ordinal) ? Refuse<string>(field, "holds a NUL character") : text;
    }

    /// <summary>A whole number; null when it was not sent or is null.</summary>
    public long? Number(string field, long least, long most)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= least && number <= most) return number;
        Refuse(field, $"is not a whole number from {least} to {most}");
        return null;
    }

    /// <summary>A number that may have a fraction; null when it was not sent or is null.</summary>
    public double? Real(string field, double least, double most)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most) return number;
        Refuse(field, string.Create(CultureInfo.InvariantCulture, $"is not a number from {least} to {most}"));
        return null;
    }

    /// <summary>A list of whole numbers; null when it was not sent or is null.</summary>
    public ImmutableArray<int>? Numbers(string field, int most, int least, int greatest)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) && number >= least && number <= greatest))
            return [.. value.EnumerateArray().Select(item => item.GetInt32())];
        Refuse(field, $"is not a list of at most {most} whole numbers from {least} to {greatest}");
        return null;
    }

    /// <summary>True or false; null when it was not sent or is null.</summary>
    public bool? Flag(string field)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Refuse(field, "is not true or false");
        return null;
    }

    /// <summary>One of some words; null when it was not sent or is null.</summary>
    public string? Word(string field, params IReadOnlyList<string> words)
    {
        string? text = Text(field, 64);
        if (text is null || words.Contains(text)) return text;
        return Refuse<string>(field, $"is not one of {string.Join(", ", words)}");
    }

    /// <summary>A list of texts; null when it was not sent or is null.</summary>
    public ImmutableArray<string>? List(string field, int most, int mostEach)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            Refuse(field, "is not a list of texts");
            return null;
        }
        ImmutableArray<string> list = [.. value.EnumerateArray().Select(item => item.GetString()!)];
        if (list.Length > most || list.Any(item => item.Length is 0 || item.Length > mostEach || item.Contains('\0', StringComparison.Ordinal)))
        {
            Refuse(field, $"has more than {most} texts, or one that is empty or longer than {mostEach} characters");
            return null;
        }
        return [.. list.Distinct()];
    }

    /// <summary>The words of a command, which may be empty and the same; null when it was not sent or is null.</summary>
    public ImmutableArray<string>? Words(string field, int most, int mostEach)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString() is var word && word!.Length <= mostEach && !word.Contains('\0', StringComparison.Ordinal)))
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        Refuse(field, $"is not a list of at most {most} texts of at most {mostEach} characters");
        return null;
    }

    /// <summary>An object of texts, as an environment; null when it was not sent or is null.</summary>
    /// <param name="field">The field.</param>
    /// <param name="missing">What a value of null stands for; null for nothing: then it is refused.</param>
    public ImmutableSortedDictionary<string, string>? Texts(string field, Func<string, string?>? missing = null)
    {
        if (!_fields.TryGetValue(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Refuse(field, "is not an object of texts");
            return null;
        }
        ImmutableSortedDictionary<string, string>.Builder texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty entry in value.EnumerateObject())
        {
            bool isName = entry.Name.Length > 0 && !entry.Name.Contains('=', StringComparison.Ordinal) && !entry.Name.Contains('\0', StringComparison.Ordinal);
            string? text = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : entry.Value.ValueKind == JsonValueKind.Null ? missing?.Invoke(entry.Name) : null;
            if (!isName || text is null || text.Contains('\0', StringComparison.Ordinal)) Refuse($"{field}.{entry.Name}", "can't be an environment entry");
            else texts[entry.Name] = text;
        }
        return texts.ToImmutable();
    }

    /// <summary>Notes that a field is wrong.</summary>
    public void Refuse(string field, string text) => _errors.Add((_prefix + field, text));

    /// <summary>Ends the request if anything was wrong.</summary>
    /// <exception cref="ProblemException">It names every field.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count == 0) return;
        throw new ProblemException(Problem.Invalid($"{string.Join("; ", _errors.Take(10).Select(error => $"'{error.Field}' {error.Text}"))}.", _errors));
    }

    // JSON's grammar allows half of a surrogate pair to be escaped alone; it is no text (RFC 8259, 8.2).
    private static void ThrowIfHalved(JsonElement element)
    {
        try
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (JsonProperty property in element.EnumerateObject())
                    {
                        _ = property.Name;
                        ThrowIfHalved(property.Value);
                    }
                    break;
                case JsonValueKind.Array:
                    foreach (JsonElement item in element.EnumerateArray()) ThrowIfHalved(item);
                    break;
                case JsonValueKind.String:
                    _ = element.GetString();
                    break;
            }
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(Problem.Invalid("The body holds half of a surrogate pair, which is no text."));
        }
    }

    private void Take(JsonElement root, ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                Refuse(property.Name, known.Length == 0 ? "is not known; this request has no fields" : $"is not known; known are {string.Join(", ", known!)}");
            else if (!_fields.TryAdd(property.Name, property.Value.Clone()))
                Refuse(property.Name, "stands there twice");
        }
    }

    private T? Refuse<T>(string field, string text)
        where T : class
    {
        Refuse(field, text);
        return null;
    }

    private static bool IsJson(string? contentType) =>
        contentType is not null && (contentType.Split(';')[0].Trim() is var type) && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static async Task<byte[]> ReadBytesAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        return bytes.ToArray();
    }
}
