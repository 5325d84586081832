using System.Collections.Immutable;
using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Scopes;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary>Makes the spec of a run from the options of <c>drover run</c>.</summary>
internal static class RunSpecReading
{
    /// <summary>The spec, except for its terminal and standard input, which depend on where drover was called.</summary>
    /// <exception cref="CliException">A value can't be read.</exception>
    public static RunSpec Read(ParseResult parse, RunOptions options, ImmutableArray<ByteString> command)
    {
        var spec = new RunSpec
        {
            Command = command,
            Name = parse.GetValue(options.Name),
            WorkingDirectory = Absolute(parse.GetValue(options.WorkingDirectory)),
            Environment = ReadEnvironment(parse, options),
        };
        if (spec.WorkingDirectory.IsEmpty) throw new CliException("--cwd: the name of a directory is missing.");
        if (parse.GetValue(options.Label) is { Length: > 0 } labels) spec = spec with { Labels = LabelText.Parse(labels, "--label") };
        if (parse.GetValue(options.User) is { } user) spec = spec with { Credentials = ReadUser(user) };
        if (parse.GetValue(options.Nice) is { } nice) spec = spec with { Nice = (int)NumberText.Parse(nice, "--nice", -20, 19) };
        if (parse.GetValue(options.Umask) is { } umask) spec = spec with { Umask = NumberText.ParseUmask(umask, "--umask") };
        if (parse.GetValue(options.Timeout) is { } timeout) spec = spec with { Timeout = Positive(timeout, "--timeout") };
        if (parse.GetValue(options.IdleTimeout) is { } idle) spec = spec with { IdleTimeout = Positive(idle, "--idle-timeout") };
        if (parse.GetValue(options.StopSignal) is { } signal) spec = spec with { StopSignal = SignalText.Parse(signal, "--stop-signal") };
        if (parse.GetValue(options.Grace) is { } grace) spec = spec with { Grace = DurationText.Parse(grace, "--grace") };
        if (parse.GetValue(options.Leftovers) is { } leftovers)
            spec = spec with { Leftovers = Choose(leftovers, "--leftovers", ("stop", LeftoverPolicy.Stop), ("wait", LeftoverPolicy.Wait)) };
        return ReadRestart(parse, options, ReadLimits(parse, options, spec));
    }

    private static RunSpec ReadLimits(ParseResult parse, RunOptions options, RunSpec spec)
    {
        if (parse.GetValue(options.Memory) is { } memory) spec = spec with { MemoryBytes = SizeText.Parse(memory, "--memory") };
        if (parse.GetValue(options.Cpus) is { } cpus) spec = spec with { Cpus = NumberText.ParseCpus(cpus, "--cpus") };
        if (parse.GetValue(options.Pids) is { } pids) spec = spec with { Pids = NumberText.Parse(pids, "--pids", 1, int.MaxValue) };
        if (parse.GetValue(options.OpenFiles) is { } files)
            spec = spec with { OpenFiles = files == "unlimited" ? ulong.MaxValue : (ulong)NumberText.Parse(files, "--nofile", 0, long.MaxValue) };
        if (parse.GetValue(options.Core) is { } core) spec = spec with { CoreBytes = SizeText.ParseLimit(core, "--core") };
        if (parse.GetValue(options.FileSize) is { } fileSize) spec = spec with { FileBytes = SizeText.ParseLimit(fileSize, "--fsize") };
        if (parse.GetValue(options.MaxLog) is { } maxLog) spec = spec with { MaxLogBytes = SizeText.Parse(maxLog, "--max-log") };
        return spec;
    }

    private static RunSpec ReadRestart(ParseResult parse, RunOptions options, RunSpec spec)
    {
        if (parse.GetValue(options.Restart) is { } restart)
        {
            string policy = restart;
            if (restart.StartsWith("on-failure:", StringComparison.Ordinal))
            {
                spec = spec with { MaxRestarts = (int)NumberText.Parse(restart["on-failure:".Length..], "--restart on-failure", 1, int.MaxValue) };
                policy = "on-failure";
            }
            spec = spec with { Restart = Choose(policy, "--restart", ("no", RestartPolicy.No), ("on-failure", RestartPolicy.OnFailure), ("always", RestartPolicy.Always)) };
        }
        if (parse.GetValue(options.Backoff) is { } backoff)
        {
            (TimeSpan min, TimeSpan max) = DurationText.ParseRange(backoff, "--backoff");
            spec = spec with { BackoffMin = min, BackoffMax = max };
        }
        if (parse.GetValue(options.Health) is { } health) spec = spec with { HealthCommand = health };
        if (parse.GetValue(options.HealthInterval) is { } interval) spec = spec with { HealthInterval = Positive(interval, "--health-interval") };
        return spec;
    }

    /// <summary>What "none", "inherit", "pipe" or "file:PATH" asks for.</summary>
    /// <exception cref="CliException">It is none of these.</exception>
    public static RunSpec WithInput(RunSpec spec, string text)
    {
        if (text.StartsWith("file:", StringComparison.Ordinal))
        {
            ByteString path = Absolute(text["file:".Length..]);
            // Said now, by us: from the shim it would come as a run that could not be started.
            using Descriptor file = Descriptor.TryOpen(path, OpenMode.Read, out int errno)
                ?? throw new CliException($"--stdin: {new SystemCallException("open", errno, path.ToString()).Message}");
            return spec with { Input = InputKind.File, InputFile = path };
        }
        return spec with { Input = Choose(text, "--stdin", ("none", InputKind.None), ("inherit", InputKind.Inherit), ("pipe", InputKind.Pipe)) };
    }

    /// <summary>The value that a word stands for.</summary>
    /// <exception cref="CliException">It is none of the words.</exception>
    public static T Choose<T>(string text, string option, params ReadOnlySpan<(string Word, T Value)> words)
    {
        string known = "";
        foreach ((string word, T value) in words)
        {
            if (word == text) return value;
            known += (known.Length > 0 ? ", " : "") + word;
        }
        throw new CliException($"{option}: '{text}' is none of {known}.");
    }

    private static ProcessEnvironment ReadEnvironment(ParseResult parse, RunOptions options)
    {
        ProcessEnvironment environment = parse.GetValue(options.ClearEnvironment) ? ProcessEnvironment.Empty : ProcessEnvironment.Inherited;
        // Our own mark is not the command's affair.
        if (Environment.GetEnvironmentVariable(ScopeEscape.Mark) is not null) environment = environment.Remove(ScopeEscape.Mark);
        foreach (string file in parse.GetValue(options.EnvironmentFile) ?? []) environment = EnvironmentFile.Add(environment, ByteText.Encode(file));
        foreach (string entry in parse.GetValue(options.Environment) ?? [])
            environment = EnvironmentFile.AddEntry(environment, ByteText.Encode(entry).Span, "--env");
        return environment;
    }

    private static ByteString Absolute(string? path)
    {
        if (path is { Length: 0 }) return default;
        if (path is ['/', ..]) return ByteText.Encode(path);
        ByteString own = OwnDirectory();
        return path is null ? own : new ByteString([.. own.Span, (byte)'/', .. ByteText.Encode(path).Span]);
    }

    private static ByteString OwnDirectory()
    {
        string text = Directory.GetCurrentDirectory();
        // Not UTF-8: the shell has told us its bytes, if it set PWD.
        return text.Contains('\uFFFD', StringComparison.Ordinal) && ProcessEnvironment.Inherited.Get("PWD") is { Length: > 0 } bytes && bytes.Span[0] == (byte)'/'
            ? bytes
            : text;
    }

    private static Credentials ReadUser(string text) =>
        UserDatabase.TryResolve(text, out Credentials? credentials, out string? error) ? credentials! : throw new CliException($"--user: {error}.");

    private static TimeSpan Positive(string text, string option) => DurationText.Parse(text, option) is var time && time > TimeSpan.Zero
        ? time
        : throw new CliException($"{option}: it must be more than zero.");
}
