using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using Drover.Server.Endpoints;

namespace Drover.Server.Descriptions;

/// <summary>The description of the API as an OpenAPI 3.1 document: the requests as <see cref="Operations"/> has them, the answers as their types serialize.</summary>
internal static partial class OpenApiDocument
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as text.</summary>
    public static string Write()
    {
        var schemas = new JsonObject { ["Problem"] = Problem() };
        foreach ((string name, string[] fields) in Operations.Forms) schemas[name] = ObjectOf(fields);
        var paths = new JsonObject();
        foreach (Operation operation in Operations.All)
        {
            if (paths[operation.Path] is not JsonObject path) paths[operation.Path] = path = [];
            path[operation.Method.ToLowerInvariant()] = Describe(operation, schemas);
        }
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "drover-server",
                ["version"] = "v1",
                ["description"] = "Tasks, runs and the queue of drover serve. Words and rules: docs/server-api.md. Paths below /api are the same below /api/v1.",
            },
            ["security"] = new JsonArray(new JsonObject(), new JsonObject { ["token"] = new JsonArray() }, new JsonObject { ["session"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(schemas.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))),
                ["responses"] = new JsonObject(Operations.All.SelectMany(operation => operation.Problems).Concat(Operation.UsualProblems).Distinct().Order().Select(status => KeyValuePair.Create(
                    $"Problem{status}", (JsonNode?)new JsonObject { ["description"] = Reason(status), ["content"] = Content("application/problem+json", Ref("Problem")) }))),
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                    ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = Access.AccessGate.Cookie },
                },
            },
        };
        return document.ToJsonString(s_options) + "\n";
    }

    private static JsonObject Describe(Operation operation, JsonObject schemas)
    {
        var parameters = new JsonArray();
        foreach (Match name in Names().Matches(operation.Path))
            parameters.Add((JsonNode?)new JsonObject { ["name"] = name.Groups[1].Value, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } });
        foreach (string field in operation.Query)
        {
            (string name, bool isRequired, string type) = Split(field);
            parameters.Add((JsonNode?)new JsonObject { ["name"] = name, ["in"] = "query", ["required"] = isRequired, ["schema"] = TypeOf(type, mayBeNull: false) });
        }
        if (operation.Method == "POST") parameters.Add((JsonNode?)new JsonObject { ["name"] = "Idempotency-Key", ["in"] = "header", ["required"] = false, ["schema"] = new JsonObject { ["type"] = "string", ["maxLength"] = 255 } });
        var described = new JsonObject { ["summary"] = operation.Summary };
        if (parameters.Count > 0) described["parameters"] = parameters;
        if (operation.Body is { } body)
            described["requestBody"] = new JsonObject { ["required"] = body.Any(field => Split(field).IsRequired), ["content"] = Content("application/json", ObjectOf(body)) };
        var responses = new SortedDictionary<int, JsonObject> { [operation.Status] = Answer(operation.Status, operation.Answer, operation.Content, schemas) };
        foreach ((int status, Type? type) in operation.Others) responses[status] = Answer(status, type, operation.Content, schemas);
        foreach (int status in (int[])[.. Operation.UsualProblems, .. operation.Problems, .. operation.Method == "POST" ? (int[])[400, 409, 422] : []])
            responses.TryAdd(status, new JsonObject { ["$ref"] = $"#/components/responses/Problem{status}" });
        foreach (int status in Operation.TooLong) responses.TryAdd(status, new JsonObject { ["description"] = Reason(status) });
        described["responses"] = new JsonObject(responses.Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Value)));
        return described;
    }

    private static JsonObject Answer(int status, Type? type, string? content, JsonObject schemas)
    {
        var answer = new JsonObject { ["description"] = Reason(status) };
        if (type is not null) answer["content"] = Content("application/json", SchemaOf(type, schemas));
        else if (content is not null) answer["content"] = new JsonObject { [content] = new JsonObject() };
        return answer;
    }

    private static JsonNode SchemaOf(Type type, JsonObject schemas)
    {
        if (type.IsArray) return new JsonObject { ["type"] = "array", ["items"] = SchemaOf(type.GetElementType()!, schemas) };
        string name = type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{type.GetGenericArguments()[0].Name}" : type.Name;
        if (!schemas.ContainsKey(name))
        {
            schemas[name] = null;
            var exporting = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = static (context, schema) => Refine(context.TypeInfo.Type, schema) };
            schemas[name] = AnswerJson.Default.Options.GetJsonSchemaAsNode(type, exporting);
        }
        return Ref(name);
    }

    // Times are texts to the exporter, because they have a converter.
    private static JsonNode Refine(Type type, JsonNode schema)
    {
        if (type == typeof(DateTimeOffset)) return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        return type == typeof(DateTimeOffset?) ? new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" } : schema;
    }

    private static JsonObject ObjectOf(string[] fields)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (string field in fields)
        {
            (string name, bool isRequired, string type) = Split(field);
            properties[name] = TypeOf(type, mayBeNull: !isRequired);
            if (isRequired) required.Add((JsonNode?)name);
        }
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }

    private static JsonObject TypeOf(string type, bool mayBeNull)
    {
        JsonNode Named(string name) => mayBeNull ? new JsonArray(name, "null") : name;
        return type switch
        {
            "s" => new JsonObject { ["type"] = Named("string") },
            "i" => new JsonObject { ["type"] = Named("integer"), ["format"] = "int64" },
            "n" => new JsonObject { ["type"] = Named("number") },
            "b" => new JsonObject { ["type"] = Named("boolean") },
            "ss" => new JsonObject { ["type"] = Named("array"), ["items"] = new JsonObject { ["type"] = "string" } },
            "ii" => new JsonObject { ["type"] = Named("array"), ["items"] = new JsonObject { ["type"] = "integer" } },
            "env" => new JsonObject { ["type"] = Named("object"), ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "null") } },
            ['@', .. var name] => mayBeNull ? new JsonObject { ["oneOf"] = new JsonArray(Ref(name), new JsonObject { ["type"] = "null" }) } : Ref(name),
            _ => new JsonObject { ["type"] = Named("string"), ["enum"] = new JsonArray([.. type.Split('|').Select(word => (JsonNode?)word), .. mayBeNull ? (JsonNode?[])[null] : []]) },
        };
    }

    /// <summary>The parts of a field's description.</summary>
    public static (string Name, bool IsRequired, string Type) Split(string field)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        bool isRequired = field[colon - 1] == '!';
        return (field[..(isRequired ? colon - 1 : colon)], isRequired, field[(colon + 1)..]);
    }

    private static JsonObject Ref(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Problem() => new()
    {
        ["type"] = "object",
        ["description"] = "RFC 9457, with the fields of the original contract beside it",
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["type"] = "string" },
            ["title"] = new JsonObject { ["type"] = "string" },
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["detail"] = new JsonObject { ["type"] = "string" },
            ["instance"] = new JsonObject { ["type"] = "string" },
            ["code"] = new JsonObject { ["type"] = "string" },
            ["error"] = new JsonObject { ["type"] = "string", ["description"] = "The same as detail" },
            ["traceId"] = new JsonObject { ["type"] = "string" },
            ["runningTaskId"] = new JsonObject { ["type"] = "string" },
            ["runningTaskIds"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            ["capacity"] = new JsonObject { ["type"] = "integer" },
            ["allowed"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            ["errors"] = new JsonObject { ["type"] = "array", ["items"] = ObjectOf(["field!:s", "detail!:s"]) },
        },
        ["required"] = new JsonArray("type", "title", "status", "detail", "instance", "code", "error", "traceId"),
    };

    private static string Reason(int status) => status switch
    {
        101 => "The connection is a WebSocket now",
        200 => "Done",
        201 => "Made",
        202 => "Accepted",
        204 => "Done; nothing to say",
        206 => "The range that was asked for",
        304 => "Nothing has changed",
        400 => "The request is not valid; 'errors' names the fields",
        401 => "A token is needed",
        403 => "Not from here",
        404 => "There is no such thing",
        414 => "The path with its query is longer than 8 KiB; no body",
        431 => "The headers are longer than 16 KiB; no body",
        409 => "Not possible now",
        410 => "It was removed",
        412 => "It was changed meanwhile",
        413 => "The body is too long",
        415 => "The body is no JSON",
        416 => "The log is shorter",
        422 => "It can't be carried out",
        426 => "A WebSocket is needed",
        500 => "It failed",
        503 => "The server can't do its work now",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No words are known for this status."),
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Names();
}
