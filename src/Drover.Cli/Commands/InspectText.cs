using System.Globalization;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary>A run on a page: one "key  value" a line.</summary>
internal sealed class InspectText
{
    private readonly KeyedPage _page = new();

    /// <summary>The page.</summary>
    public static string Of(Run run, RunStatus status, RunSpec spec, bool withEnvironment, DateTimeOffset now)
    {
        var page = new InspectText();
        page.AddStatus(run, status, now);
        page.AddSpec(spec);
        if (withEnvironment)
            foreach (ByteString entry in spec.Environment.Entries) page.Add("environment", entry.ToString());
        return page._page.Text(StandardOutput.Width, StandardOutput.UsesColour);
    }

    private void AddStatus(Run run, RunStatus status, DateTimeOffset now)
    {
        Add("run", status.Name is null ? status.Id : $"{status.Name} ({status.Id})");
        Add("command", status.Command);
        Add("directory", status.WorkingDirectory);
        Add("state", StateText.Of(status, now));
        if (status.State == RunState.Ended) Add("exit status", Number(status.ExitStatus));
        if (status.Reason is { } reason) Add("reason", reason);
        if (status.Stuck is { } stuck) Add("stuck", stuck);
        if (status.Health is { } health) Add("health", health);
        foreach ((string key, string value) in status.Labels) Add("label", value.Length > 0 ? $"{key}={value}" : key);
        Add("created", Time(status.CreatedAt));
        if (status.StartedAt is { } started) Add("started", Time(started));
        if (status.EndedAt is { } ended) Add("ended", $"{Time(ended)}, after {AgeText.Precise(ended - (status.StartedAt ?? status.CreatedAt))}");
        if (status.State != RunState.Ended)
        {
            Add("leader", $"pid {status.Leader.Pid}");
            Add("shim", $"pid {status.Shim.Pid}");
        }
        if (status.Stop is { } stop)
            Add("stop", $"signal {new Engine.Signals.Signal(stop.Signal)}, grace {AgeText.Precise(stop.Grace)}, asked for {Time(stop.RequestedAt)}{(stop.Escalated ? ", SIGKILL was needed" : "")}");
        foreach (RunLeftover leftover in status.Leftovers) Add("leftover", $"pid {leftover.Identity.Pid} {leftover.Command}: {leftover.Why}");
        if (status.AttemptCount > 1)
        {
            foreach (RunAttempt attempt in status.Attempts)
                Add("attempt", $"{attempt.Number}: {StateText.Ending(attempt.Outcome, attempt.LeaderStatus, status).Words}, started {Time(attempt.StartedAt)}");
        }
        AddUsage(status.Usage);
        Add("output", $"{SizeText.Format(status.LogBytes)} in {Number(status.LogRecords)} records{(status.LogLostBytes > 0 ? $", {SizeText.Format(status.LogLostBytes)} lost" : "")}");
        if (status.StraysReaped > 0) Add("orphans", $"{Number(status.StraysReaped)} reaped");
        foreach (string group in status.ControlGroups) Add("control group", group);
        Add("files", run.Directory);
    }

    private void AddUsage(ResourceUsage usage)
    {
        if (usage == default) return;
        Add("usage", $"CPU {AgeText.Precise(usage.CpuUser)} user, {AgeText.Precise(usage.CpuSystem)} system; at most {SizeText.Format(usage.MaxResidentBytes)} resident");
    }

    private void AddSpec(RunSpec spec)
    {
        if (spec.Credentials is { } user) Add("user", $"{user.UserId}:{user.GroupId}");
        if (spec.Nice is { } nice) Add("nice", Number(nice));
        if (spec.Umask is { } umask) Add("umask", Convert.ToString(umask, 8).PadLeft(3, '0'));
        if (spec.Timeout is { } timeout) Add("timeout", AgeText.Precise(timeout));
        if (spec.IdleTimeout is { } idle) Add("idle timeout", AgeText.Precise(idle));
        Add("stopped by", $"{spec.StopSignal}, {AgeText.Precise(spec.Grace)} grace; what the command leaves behind is {(spec.Leftovers == LeftoverPolicy.Wait ? "waited for" : "stopped")}");
        if (spec.MemoryBytes is { } memory) Add("memory limit", SizeText.Format(memory));
        if (spec.Cpus is { } cpus) Add("cpu limit", cpus.ToString(CultureInfo.InvariantCulture));
        if (spec.Pids is { } pids) Add("process limit", Number(pids));
        if (spec.OpenFiles is { } files) Add("open files", Limit(files));
        if (spec.CoreBytes is { } core) Add("core size", Limit(core));
        if (spec.FileBytes is { } fileSize) Add("file size", Limit(fileSize));
        Add("input", spec.PseudoTerminal is { } size ? $"terminal, {size.Columns} × {size.Rows} at the start" : spec.InputFile is { } file ? file.ToString() : RunNames.Of(spec.Input));
        if (spec.Restart != RestartPolicy.No)
            Add("restart", $"{RunNames.Of(spec.Restart)}{(spec.MaxRestarts is { } most ? $", at most {most} times" : "")}, after {AgeText.Precise(spec.BackoffMin)} to {AgeText.Precise(spec.BackoffMax)}");
        if (spec.MaxLogBytes is { } maxLog) Add("output kept", SizeText.Format(maxLog));
        if (spec.HealthCommand is { } check) Add("health check", $"{check} (every {AgeText.Precise(spec.HealthInterval)})");
        if (spec.EndsWith is { } parent) Add("ends with", $"pid {parent.Pid}");
    }

    private void Add(string key, Cell value) => _page.Add(new Cell(key, Tone.Heading), value);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Limit(ulong limit) => limit == ulong.MaxValue ? "unlimited" : limit.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
