using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Drover.Engine.Signals;
using Drover.Server.Agents;

namespace Drover.Server.Endpoints;

/// <summary>Makes a profile of a request's body.</summary>
internal static class ProfileForm
{
    /// <summary>The fields of the body.</summary>
    public static readonly string[] Fields =
        ["command", "args", "stdin", "columns", "rows", "environment", "limits", "stopSignal", "successCodes", "retry", "rateLimit"];

    private const long Year = 31_536_000_000;
    private const int GreatestWord = 100_000;

    /// <summary>Puts what was sent into a profile. A whole one has its defaults where nothing was sent; otherwise that stays as it is.</summary>
    /// <param name="body">The body.</param>
    /// <param name="known">The profile that is there; null for none. Secrets that are sent as null are taken from it.</param>
    /// <param name="isWhole">Whether the body is all of the profile.</param>
    public static AgentProfile Fill(RequestBody body, AgentProfile? known, bool isWhole)
    {
        AgentProfile was = isWhole || known is null ? new AgentProfile { Name = "", Command = [""] } : known;
        bool Sent(string field) => isWhole || body.Has(field);
        string? command = Sent("command") ? body.Text("command", 4096, isRequired: true, mayBeEmpty: false) : was.Executable;
        ImmutableArray<string> arguments = Sent("args") ? body.Words("args", 1000, GreatestWord) ?? [] : was.Command[1..];
        return was with
        {
            Command = [command ?? "", .. arguments],
            Input = Sent("stdin") ? AgentInputNames.TryParse(body.Word("stdin", AgentInputNames.All) ?? "none") ?? AgentInput.None : was.Input,
            Columns = Sent("columns") ? (int)(body.Number("columns", 1, 1000) ?? 120) : was.Columns,
            Rows = Sent("rows") ? (int)(body.Number("rows", 1, 1000) ?? 30) : was.Rows,
            Environment = Sent("environment") ? Environment(body, known) : was.Environment,
            Limits = Sent("limits") ? Limits(body) : was.Limits,
            Rules = Rules(body, was.Rules, Sent),
        };
    }

    private static AgentEnvironment Environment(RequestBody body, AgentProfile? known)
    {
        if (body.Object("environment", "policy", "allow", "set", "secrets") is not { } inner) return AgentEnvironment.Inherited;
        ImmutableArray<string> secrets = inner.List("secrets", 200, 200) ?? [];
        // Nobody can send back what is never shown: null means "as it was".
        string? Kept(string name) => known is not null && secrets.Contains(name) && known.Environment.Set.TryGetValue(name, out string? value) ? value : null;
        return new AgentEnvironment(
            inner.Word("policy", AgentEnvironment.Policies) ?? "inherit",
            inner.List("allow", 1000, 200) ?? [],
            inner.Texts("set", Kept) ?? AgentEnvironment.Inherited.Set,
            secrets);
    }

    private static AgentLimits Limits(RequestBody body)
    {
        if (body.Object("limits", "timeoutMs", "idleTimeoutMs", "memoryBytes", "cpus", "pids", "openFiles", "outputBytes", "graceMs") is not { } inner) return AgentLimits.None;
        return new AgentLimits(
            inner.Number("timeoutMs", 1, Year),
            inner.Number("idleTimeoutMs", 1, Year),
            inner.Number("memoryBytes", 1 << 20, 1L << 50),
            inner.Real("cpus", 0.01, 4096),
            inner.Number("pids", 1, 4_000_000),
            inner.Number("openFiles", 16, 1_000_000),
            inner.Number("outputBytes", 64 * 1024, 1L << 50),
            inner.Number("graceMs", 0, 3_600_000));
    }

    private static RunRules Rules(RequestBody body, RunRules was, Func<string, bool> sent)
    {
        RunRules rules = was;
        if (sent("stopSignal"))
        {
            string name = body.Text("stopSignal", 32, mayBeEmpty: false) ?? RunRules.Usual.StopSignal;
            bool isSignal = Signal.TryParse(name, out Signal signal) && signal.Number > 0;
            if (!isSignal) body.Refuse("stopSignal", "is no signal; give a name like SIGTERM or a number");
            rules = rules with { StopSignal = isSignal ? signal.ToString() : name };
        }
        if (sent("successCodes")) rules = rules with { SuccessCodes = body.Numbers("successCodes", 256, 0, 255) ?? RunRules.Usual.SuccessCodes };
        if (sent("retry"))
        {
            RequestBody? retry = body.Object("retry", "onFailure", "maxAttempts", "backoffMs");
            rules = rules with
            {
                OnFailure = retry?.Word("onFailure", "todo", "failed", "retry"),
                MaxAttempts = (int?)retry?.Number("maxAttempts", 1, 1000),
                BackoffMs = retry?.Number("backoffMs", 1, 86_400_000),
            };
        }
        return sent("rateLimit") ? rules with { RateLimit = RateLimit(body) } : rules;
    }

    private static RateLimitRules? RateLimit(RequestBody body)
    {
        if (body.Object("rateLimit", "exitCodes", "patterns", "withinMs", "waitMs", "minWaitMs", "maxWaitMs") is not { } inner) return null;
        var usual = new RateLimitRules();
        ImmutableArray<string> patterns = inner.List("patterns", 50, 1000) ?? [];
        foreach (string pattern in patterns)
        {
            try
            {
                _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                inner.Refuse("patterns", $"holds '{pattern}', which can't be used: {e.Message}");
            }
        }
        var rules = new RateLimitRules
        {
            ExitCodes = inner.Numbers("exitCodes", 256, 1, 255) ?? [],
            Patterns = patterns,
            WithinMs = inner.Number("withinMs", 1, Year) ?? usual.WithinMs,
            WaitMs = inner.Number("waitMs", 1, Year) ?? usual.WaitMs,
            MinWaitMs = inner.Number("minWaitMs", 1, Year) ?? usual.MinWaitMs,
            MaxWaitMs = inner.Number("maxWaitMs", 1, Year) ?? usual.MaxWaitMs,
        };
        if (rules.MinWaitMs > rules.MaxWaitMs) inner.Refuse("minWaitMs", "is longer than maxWaitMs");
        return rules;
    }
}
