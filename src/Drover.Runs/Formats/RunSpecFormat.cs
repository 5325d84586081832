using System.Buffers;
using System.Text.Json;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;

namespace Drover.Runs.Formats;

/// <summary>spec.json: a <see cref="RunSpec"/> with the run's id (docs/run-format.md).</summary>
public static class RunSpecFormat
{
    /// <summary>The version this program writes, and the highest it reads.</summary>
    public const int Version = 1;

    /// <summary>The spec as JSON.</summary>
    public static byte[] Write(RunSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("format", Version);
        if (spec.Name is not null) json.WriteString("name", spec.Name);
        json.WriteLabels(spec.Labels);
        json.WriteList("command", spec.Command);
        json.Write("cwd", spec.WorkingDirectory);
        json.WriteList("environment", spec.Environment.Entries);
        if (spec.Credentials is { } user)
        {
            json.WriteStartObject("user");
            json.WriteNumber("uid", user.UserId);
            json.WriteNumber("gid", user.GroupId);
            json.WriteStartArray("groups");
            foreach (uint group in user.SupplementaryGroups) json.WriteNumberValue(group);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteOptional("nice", spec.Nice);
        json.WriteOptional("umask", spec.Umask);
        json.Write("timeoutMs", spec.Timeout);
        json.Write("idleTimeoutMs", spec.IdleTimeout);
        json.WriteNumber("stopSignal", spec.StopSignal.Number);
        json.Write("graceMs", spec.Grace);
        json.WriteString("leftovers", RunNames.Of(spec.Leftovers));
        json.WriteOptional("memoryBytes", spec.MemoryBytes);
        if (spec.Cpus is { } cpus) json.WriteNumber("cpus", cpus);
        json.WriteOptional("pids", spec.Pids);
        if (spec.OpenFiles is { } files) json.WriteNumber("openFiles", files);
        if (spec.CoreBytes is { } core) json.WriteNumber("coreBytes", core);
        if (spec.FileBytes is { } fileBytes) json.WriteNumber("fileBytes", fileBytes);
        if (spec.PseudoTerminal is { } size)
        {
            json.WriteStartObject("terminal");
            json.WriteNumber("columns", size.Columns);
            json.WriteNumber("rows", size.Rows);
            json.WriteEndObject();
        }
        json.WriteString("input", RunNames.Of(spec.Input));
        if (spec.InputFile is { } file) json.Write("inputFile", file);
        json.WriteString("restart", RunNames.Of(spec.Restart));
        json.WriteOptional("maxRestarts", spec.MaxRestarts);
        json.Write("backoffMinMs", spec.BackoffMin);
        json.Write("backoffMaxMs", spec.BackoffMax);
        json.WriteOptional("maxLogBytes", spec.MaxLogBytes);
        if (spec.HealthCommand is not null) json.WriteString("healthCommand", spec.HealthCommand);
        json.Write("healthIntervalMs", spec.HealthInterval);
        if (spec.Container is { } container)
        {
            json.WriteStartObject("container");
            json.WriteList("start", container.Start);
            json.Write("pidFile", container.PidFile);
            json.WriteList("controlGroups", container.ControlGroups);
            if (container.HiddenMount is { } mount) json.Write("hiddenMount", mount);
            if (container.Executable is { } executable) json.Write("executable", executable);
            json.WriteEndObject();
        }
        if (spec.ForwardOutput is { } output) json.Write("forwardOutput", output);
        if (spec.ForwardErrors is { } errors) json.Write("forwardErrors", errors);
        if (spec.IsOutputDirect) json.WriteBoolean("outputIsDirect", true);
        if (spec.EndsWith is { } parent) json.Write("endsWith", parent);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is no JSON, or of a newer format.</exception>
    public static RunSpec Read(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException("spec.json holds no object.");
        var spec = new RunSpec { Command = [], WorkingDirectory = "/", Environment = ProcessEnvironment.Empty };
        while (Json.NextProperty(ref json, out string name)) spec = Apply(spec, name, ref json);
        return spec.Command.IsEmpty ? throw new JsonException("spec.json has no command.") : spec;
    }

    private static RunSpec Apply(RunSpec spec, string name, ref Utf8JsonReader json)
    {
        switch (name)
        {
            case "format":
                if (json.GetInt32() > Version) throw new JsonException($"spec.json is of format {json.GetInt32()}; this program knows up to {Version}.");
                return spec;
            case "name": return spec with { Name = json.GetString() };
            case "labels": return spec with { Labels = Json.ReadLabels(ref json) };
            case "command": return spec with { Command = Json.ReadList(ref json) };
            case "cwd": return spec with { WorkingDirectory = Json.ReadBytes(ref json) };
            case "environment": return spec with { Environment = ProcessEnvironment.Of(Json.ReadList(ref json).AsSpan()) };
            case "user": return spec with { Credentials = ReadUser(ref json) };
            case "nice": return spec with { Nice = json.GetInt32() };
            case "umask": return spec with { Umask = json.GetInt32() };
            case "timeoutMs": return spec with { Timeout = Json.ReadSpan(ref json) };
            case "idleTimeoutMs": return spec with { IdleTimeout = Json.ReadSpan(ref json) };
            case "stopSignal": return spec with { StopSignal = new Signal(json.GetInt32()) };
            case "graceMs": return spec with { Grace = Json.ReadSpan(ref json) };
            case "leftovers": return spec with { Leftovers = RunNames.Parse(json.GetString(), RunNames.Of, [LeftoverPolicy.Stop, LeftoverPolicy.Wait]) };
            case "memoryBytes": return spec with { MemoryBytes = json.GetInt64() };
            case "cpus": return spec with { Cpus = json.GetDouble() };
            case "pids": return spec with { Pids = json.GetInt64() };
            case "openFiles": return spec with { OpenFiles = json.GetUInt64() };
            case "coreBytes": return spec with { CoreBytes = json.GetUInt64() };
            case "fileBytes": return spec with { FileBytes = json.GetUInt64() };
            case "terminal": return spec with { PseudoTerminal = ReadSize(ref json) };
            case "input":
                return spec with { Input = RunNames.Parse(json.GetString(), RunNames.Of, [InputKind.None, InputKind.Inherit, InputKind.Pipe, InputKind.File]) };
            case "inputFile": return spec with { InputFile = Json.ReadBytes(ref json) };
            case "restart":
                return spec with { Restart = RunNames.Parse(json.GetString(), RunNames.Of, [RestartPolicy.No, RestartPolicy.OnFailure, RestartPolicy.Always]) };
            case "maxRestarts": return spec with { MaxRestarts = json.GetInt32() };
            case "backoffMinMs": return spec with { BackoffMin = Json.ReadSpan(ref json) };
            case "backoffMaxMs": return spec with { BackoffMax = Json.ReadSpan(ref json) };
            case "maxLogBytes": return spec with { MaxLogBytes = json.GetInt64() };
            case "healthCommand": return spec with { HealthCommand = json.GetString() };
            case "healthIntervalMs": return spec with { HealthInterval = Json.ReadSpan(ref json) };
            case "container": return spec with { Container = ReadContainer(ref json) };
            case "forwardOutput": return spec with { ForwardOutput = Json.ReadBytes(ref json) };
            case "forwardErrors": return spec with { ForwardErrors = Json.ReadBytes(ref json) };
            case "outputIsDirect": return spec with { IsOutputDirect = json.GetBoolean() };
            case "endsWith": return spec with { EndsWith = Json.ReadIdentity(ref json) };
            default:
                // A field of a later program of the same format: not ours to judge.
                json.Skip();
                return spec;
        }
    }

    private static Credentials ReadUser(ref Utf8JsonReader json)
    {
        Json.Expect(ref json, JsonTokenType.StartObject);
        uint user = 0, group = 0;
        var groups = new List<uint>();
        while (Json.NextProperty(ref json, out string name))
        {
            if (name == "uid") user = json.GetUInt32();
            else if (name == "gid") group = json.GetUInt32();
            else if (name == "groups")
            {
                Json.Expect(ref json, JsonTokenType.StartArray);
                while (json.Read() && json.TokenType != JsonTokenType.EndArray) groups.Add(json.GetUInt32());
            }
            else json.Skip();
        }
        return new Credentials(user, group, [.. groups]);
    }

    private static RunContainer ReadContainer(ref Utf8JsonReader json)
    {
        Json.Expect(ref json, JsonTokenType.StartObject);
        var container = new RunContainer { Start = [], PidFile = default };
        while (Json.NextProperty(ref json, out string name))
        {
            if (name == "start") container = container with { Start = Json.ReadList(ref json) };
            else if (name == "pidFile") container = container with { PidFile = Json.ReadBytes(ref json) };
            else if (name == "executable") container = container with { Executable = Json.ReadBytes(ref json) };
            else if (name == "hiddenMount") container = container with { HiddenMount = Json.ReadBytes(ref json) };
            else if (name == "controlGroups") container = container with { ControlGroups = Json.ReadList(ref json) };
            else json.Skip();
        }
        return container;
    }

    private static TerminalSize ReadSize(ref Utf8JsonReader json)
    {
        Json.Expect(ref json, JsonTokenType.StartObject);
        TerminalSize size = TerminalSize.Default;
        while (Json.NextProperty(ref json, out string name))
        {
            if (name == "columns") size = size with { Columns = json.GetInt32() };
            else if (name == "rows") size = size with { Rows = json.GetInt32() };
            else json.Skip();
        }
        return size;
    }
}
