using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Drover.Engine.Processes;

namespace Drover.Runs.Formats;

/// <summary>status.json: a <see cref="RunStatus"/> (docs/run-format.md). The same text answers a status request and <c>drover inspect --json</c>.</summary>
public static class RunStatusFormat
{
    /// <summary>The version this program writes, and the highest it reads.</summary>
    public const int Version = 1;

    private static readonly RunState[] s_states = [RunState.Starting, RunState.Running, RunState.Stopping, RunState.Ended];
    private static readonly RunOutcome[] s_outcomes =
    [
        RunOutcome.None, RunOutcome.Exited, RunOutcome.Signalled, RunOutcome.Stopped, RunOutcome.TimedOut, RunOutcome.IdleTimedOut, RunOutcome.Oom,
        RunOutcome.StartFailed, RunOutcome.Lost,
    ];

    /// <summary>The status as JSON.</summary>
    public static byte[] Write(RunStatus status)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        Write(json, status);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the status as one JSON object.</summary>
    public static void Write(Utf8JsonWriter json, RunStatus status)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(status);
        json.WriteStartObject();
        json.WriteNumber("format", Version);
        json.WriteString("id", status.Id);
        if (status.Name is not null) json.WriteString("name", status.Name);
        json.WriteLabels(status.Labels);
        json.WriteString("command", status.Command);
        json.WriteString("cwd", status.WorkingDirectory);
        json.WriteString("state", RunNames.Of(status.State));
        if (status.Outcome != RunOutcome.None) json.WriteString("outcome", RunNames.Of(status.Outcome));
        json.WriteStatus(status.LeaderStatus);
        if (status.State == RunState.Ended) json.WriteNumber("exitStatus", status.ExitStatus);
        if (status.Outcome == RunOutcome.StartFailed) json.WriteNumber("startFailedStatus", status.StartFailedStatus);
        if (status.Reason is not null) json.WriteString("reason", status.Reason);
        json.Write("createdAt", (DateTimeOffset?)status.CreatedAt);
        json.Write("startedAt", status.StartedAt);
        json.Write("endedAt", status.EndedAt);
        json.Write("nextAttemptAt", status.NextAttemptAt);
        json.WriteString("bootId", status.BootId);
        json.Write("shim", status.Shim);
        json.Write("leader", status.Leader);
        json.WriteNumber("attemptCount", status.AttemptCount);
        WriteAttempts(json, status.Attempts);
        if (status.HasTerminal) json.WriteBoolean("terminal", true);
        if (status.Restart != RestartPolicy.No) json.WriteString("restart", RunNames.Of(status.Restart));
        if (status.Stop is { } stop)
        {
            json.WriteStartObject("stop");
            json.WriteNumber("signal", stop.Signal);
            json.Write("graceMs", (TimeSpan?)stop.Grace);
            json.Write("requestedAt", (DateTimeOffset?)stop.RequestedAt);
            json.WriteBoolean("escalated", stop.Escalated);
            json.WriteEndObject();
        }
        WriteLeftovers(json, status.Leftovers);
        WriteUsage(json, status.Usage);
        json.WriteStartObject("log");
        json.WriteNumber("records", status.LogRecords);
        json.WriteNumber("bytes", status.LogBytes);
        json.WriteNumber("lostBytes", status.LogLostBytes);
        json.WriteEndObject();
        if (status.StraysReaped > 0) json.WriteNumber("straysReaped", status.StraysReaped);
        if (status.Health is not null) json.WriteString("health", status.Health);
        json.Write("pausedAt", status.PausedAt);
        if (status.Stuck is not null) json.WriteString("stuck", status.Stuck);
        if (!status.ControlGroups.IsEmpty)
        {
            json.WriteStartArray("controlGroups");
            foreach (string path in status.ControlGroups) json.WriteStringValue(path);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write(RunStatus)"/> wrote.</summary>
    /// <exception cref="JsonException">It is no JSON, or of a newer format.</exception>
    public static RunStatus Read(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException("status.json holds no object.");
        var status = new RunStatus { Id = "" };
        WaitStatus leader = default;
        while (Json.NextProperty(ref json, out string name))
            if (!Json.TryReadStatus(ref json, name, ref leader)) status = Apply(status, name, ref json);
        return status.Id.Length == 0 ? throw new JsonException("status.json has no id.") : status with { LeaderStatus = leader };
    }

    private static RunStatus Apply(RunStatus status, string name, ref Utf8JsonReader json)
    {
        switch (name)
        {
            case "format":
                if (json.GetInt32() > Version) throw new JsonException($"status.json is of format {json.GetInt32()}; this program knows up to {Version}.");
                return status;
            case "id": return status with { Id = json.GetString() ?? "" };
            case "name": return status with { Name = json.GetString() };
            case "labels": return status with { Labels = Json.ReadLabels(ref json) };
            case "command": return status with { Command = json.GetString() ?? "" };
            case "cwd": return status with { WorkingDirectory = json.GetString() ?? "" };
            case "state": return status with { State = RunNames.Parse<RunState>(json.GetString(), RunNames.Of, s_states) };
            case "outcome": return status with { Outcome = RunNames.Parse<RunOutcome>(json.GetString(), RunNames.Of, s_outcomes) };
            case "startFailedStatus": return status with { StartFailedStatus = json.GetInt32() };
            case "reason": return status with { Reason = json.GetString() };
            case "createdAt": return status with { CreatedAt = Json.ReadTime(ref json) };
            case "startedAt": return status with { StartedAt = Json.ReadTime(ref json) };
            case "endedAt": return status with { EndedAt = Json.ReadTime(ref json) };
            case "nextAttemptAt": return status with { NextAttemptAt = Json.ReadTime(ref json) };
            case "bootId": return status with { BootId = json.GetString() ?? "" };
            case "shim": return status with { Shim = Json.ReadIdentity(ref json) };
            case "leader": return status with { Leader = Json.ReadIdentity(ref json) };
            case "attemptCount": return status with { AttemptCount = json.GetInt32() };
            case "attempts": return status with { Attempts = ReadAttempts(ref json) };
            case "terminal": return status with { HasTerminal = json.GetBoolean() };
            case "restart":
                return status with { Restart = RunNames.Parse(json.GetString(), RunNames.Of, [RestartPolicy.No, RestartPolicy.OnFailure, RestartPolicy.Always]) };
            case "stop": return status with { Stop = ReadStop(ref json) };
            case "leftovers": return status with { Leftovers = ReadLeftovers(ref json) };
            case "usage": return status with { Usage = ReadUsage(ref json) };
            case "log":
                while (Json.NextProperty(ref json, out string field))
                {
                    if (field == "records") status = status with { LogRecords = json.GetInt64() };
                    else if (field == "bytes") status = status with { LogBytes = json.GetInt64() };
                    else if (field == "lostBytes") status = status with { LogLostBytes = json.GetInt64() };
                    else json.Skip();
                }
                return status;
            case "straysReaped": return status with { StraysReaped = json.GetInt32() };
            case "health": return status with { Health = json.GetString() };
            case "pausedAt": return status with { PausedAt = Json.ReadTime(ref json) };
            case "stuck": return status with { Stuck = json.GetString() };
            case "controlGroups":
                Json.Expect(ref json, JsonTokenType.StartArray);
                ImmutableArray<string>.Builder paths = ImmutableArray.CreateBuilder<string>();
                while (json.Read() && json.TokenType != JsonTokenType.EndArray) paths.Add(json.GetString() ?? "");
                return status with { ControlGroups = paths.ToImmutable() };
            default:
                json.Skip();
                return status;
        }
    }

    private static void WriteAttempts(Utf8JsonWriter json, ImmutableArray<RunAttempt> attempts)
    {
        json.WriteStartArray("attempts");
        foreach (RunAttempt attempt in attempts)
        {
            json.WriteStartObject();
            json.WriteNumber("number", attempt.Number);
            json.Write("startedAt", (DateTimeOffset?)attempt.StartedAt);
            json.Write("endedAt", attempt.EndedAt);
            if (attempt.Outcome != RunOutcome.None) json.WriteString("outcome", RunNames.Of(attempt.Outcome));
            json.WriteStatus(attempt.LeaderStatus);
            json.WriteNumber("firstSequence", attempt.FirstSequence);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static ImmutableArray<RunAttempt> ReadAttempts(ref Utf8JsonReader json)
    {
        Json.Expect(ref json, JsonTokenType.StartArray);
        ImmutableArray<RunAttempt>.Builder attempts = ImmutableArray.CreateBuilder<RunAttempt>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Json.Expect(ref json, JsonTokenType.StartObject);
            var attempt = new RunAttempt(0, default, null, RunOutcome.None, default, 0);
            WaitStatus leader = default;
            while (Json.NextProperty(ref json, out string name))
            {
                if (Json.TryReadStatus(ref json, name, ref leader)) continue;
                if (name == "number") attempt = attempt with { Number = json.GetInt32() };
                else if (name == "startedAt") attempt = attempt with { StartedAt = Json.ReadTime(ref json) };
                else if (name == "endedAt") attempt = attempt with { EndedAt = Json.ReadTime(ref json) };
                else if (name == "outcome") attempt = attempt with { Outcome = RunNames.Parse<RunOutcome>(json.GetString(), RunNames.Of, s_outcomes) };
                else if (name == "firstSequence") attempt = attempt with { FirstSequence = json.GetInt64() };
                else json.Skip();
            }
            attempts.Add(attempt with { LeaderStatus = leader });
        }
        return attempts.ToImmutable();
    }

    private static RunStop ReadStop(ref Utf8JsonReader json)
    {
        Json.Expect(ref json, JsonTokenType.StartObject);
        var stop = new RunStop(15, TimeSpan.Zero, default, false);
        while (Json.NextProperty(ref json, out string name))
        {
            if (name == "signal") stop = stop with { Signal = json.GetInt32() };
            else if (name == "graceMs") stop = stop with { Grace = Json.ReadSpan(ref json) };
            else if (name == "requestedAt") stop = stop with { RequestedAt = Json.ReadTime(ref json) };
            else if (name == "escalated") stop = stop with { Escalated = json.GetBoolean() };
            else json.Skip();
        }
        return stop;
    }

    private static void WriteLeftovers(Utf8JsonWriter json, ImmutableArray<RunLeftover> leftovers)
    {
        if (leftovers.IsEmpty) return;
        json.WriteStartArray("leftovers");
        foreach (RunLeftover leftover in leftovers)
        {
            json.WriteStartObject();
            json.Write("process", leftover.Identity);
            json.WriteString("command", leftover.Command);
            json.WriteString("why", leftover.Why);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static ImmutableArray<RunLeftover> ReadLeftovers(ref Utf8JsonReader json)
    {
        Json.Expect(ref json, JsonTokenType.StartArray);
        ImmutableArray<RunLeftover>.Builder leftovers = ImmutableArray.CreateBuilder<RunLeftover>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Json.Expect(ref json, JsonTokenType.StartObject);
            var leftover = new RunLeftover(default, "", "");
            while (Json.NextProperty(ref json, out string name))
            {
                if (name == "process") leftover = leftover with { Identity = Json.ReadIdentity(ref json) };
                else if (name == "command") leftover = leftover with { Command = json.GetString() ?? "" };
                else if (name == "why") leftover = leftover with { Why = json.GetString() ?? "" };
                else json.Skip();
            }
            leftovers.Add(leftover);
        }
        return leftovers.ToImmutable();
    }

    private static void WriteUsage(Utf8JsonWriter json, ResourceUsage usage)
    {
        if (usage == default) return;
        json.WriteStartObject("usage");
        json.Write("cpuUserMs", (TimeSpan?)usage.CpuUser);
        json.Write("cpuSystemMs", (TimeSpan?)usage.CpuSystem);
        json.WriteNumber("maxResidentBytes", usage.MaxResidentBytes);
        json.WriteNumber("minorFaults", usage.MinorFaults);
        json.WriteNumber("majorFaults", usage.MajorFaults);
        json.WriteNumber("blockInput", usage.BlockInput);
        json.WriteNumber("blockOutput", usage.BlockOutput);
        json.WriteNumber("voluntarySwitches", usage.VoluntarySwitches);
        json.WriteNumber("involuntarySwitches", usage.InvoluntarySwitches);
        json.WriteEndObject();
    }

    private static ResourceUsage ReadUsage(ref Utf8JsonReader json)
    {
        Json.Expect(ref json, JsonTokenType.StartObject);
        var usage = default(ResourceUsage);
        while (Json.NextProperty(ref json, out string name))
        {
            usage = name switch
            {
                "cpuUserMs" => usage with { CpuUser = Json.ReadSpan(ref json) },
                "cpuSystemMs" => usage with { CpuSystem = Json.ReadSpan(ref json) },
                "maxResidentBytes" => usage with { MaxResidentBytes = json.GetInt64() },
                "minorFaults" => usage with { MinorFaults = json.GetInt64() },
                "majorFaults" => usage with { MajorFaults = json.GetInt64() },
                "blockInput" => usage with { BlockInput = json.GetInt64() },
                "blockOutput" => usage with { BlockOutput = json.GetInt64() },
                "voluntarySwitches" => usage with { VoluntarySwitches = json.GetInt64() },
                "involuntarySwitches" => usage with { InvoluntarySwitches = json.GetInt64() },
                _ => usage,
            };
        }
        return usage;
    }
}
