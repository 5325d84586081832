using System.Collections.Immutable;
using System.Globalization;
using Drover.Nomad.Metrics;
using Drover.Nomad.Protocol.HclSpec;

namespace Drover.Nomad.Plugins;

/// <summary>What the operator says in the agent's plugin block. Immutable.</summary>
internal sealed record PluginConfig
{
    /// <summary>The schema of the block.</summary>
    public static Spec Schema => ConfigSchema.Of(
        ConfigSchema.Value("log_level", "string", "\"info\""),
        ConfigSchema.Value("state_dir", "string"),
        ConfigSchema.Value("crun_path", "string", "\"crun\""),
        ConfigSchema.Value("jre_paths", "list(string)"),
        ConfigSchema.Value("shell", "string", "\"/bin/bash\""),
        ConfigSchema.Value("allow_root", "bool", "false"),
        ConfigSchema.Value("gc", "bool", "true"),
        ConfigSchema.Value("gc_after", "string", "\"1h\""),
        ConfigSchema.Value("metrics", "string"),
        ConfigSchema.Value("metrics_public", "bool", "false"));

    /// <summary>What is written to the agent's log.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    /// <summary>The state directory of runs; null for the usual one.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>The crun to use: a path, or a name that is looked for on PATH.</summary>
    public string CrunPath { get; init; } = "crun";

    /// <summary>JREs, or directories of JREs, beside those that are found by themselves.</summary>
    public ImmutableArray<string> JrePaths { get; init; } = [];

    /// <summary>The shell that says greetings.</summary>
    public string Shell { get; init; } = "/bin/bash";

    /// <summary>Whether tasks may run as root.</summary>
    public bool AllowsRoot { get; init; }

    /// <summary>Whether what is left of allocations that are gone is removed.</summary>
    public bool CollectsGarbage { get; init; } = true;

    /// <summary>How long ago a task must have ended before it is.</summary>
    public TimeSpan GarbageAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where metrics are served; null for nowhere.</summary>
    public MetricsAddress? Metrics { get; init; }

    /// <summary>Reads the block.</summary>
    /// <exception cref="ConfigException">The operator has to change something.</exception>
    public static PluginConfig Read(ConfigBlock block)
    {
        string level = block.Text("log_level") ?? "info";
        var config = new PluginConfig
        {
            LogLevel = HostLog.Parse(level) ?? throw new ConfigException($"log_level is \"{level}\"; it can be \"trace\", \"debug\", \"info\", \"warn\" or \"error\"."),
            StateDirectory = block.Text("state_dir"),
            CrunPath = block.Text("crun_path") ?? "crun",
            JrePaths = block.Texts("jre_paths"),
            Shell = block.Text("shell") ?? "/bin/bash",
            AllowsRoot = block.Truth("allow_root") ?? false,
            CollectsGarbage = block.Truth("gc") ?? true,
            GarbageAge = DurationOf("gc_after", block.Text("gc_after") ?? "1h"),
            Metrics = block.Text("metrics") is { } address ? MetricsAddress.Read(address, block.Truth("metrics_public") ?? false) : null,
        };
        if (config.StateDirectory is { } state && !state.StartsWith('/')) throw new ConfigException($"state_dir \"{state}\" is not an absolute path.");
        if (config.CrunPath.Length == 0) throw new ConfigException("crun_path is empty; name crun's path, or leave it out.");
        if (Path.GetFileName(config.Shell) is not ("bash" or "fish" or "sh" or "dash" or "zsh") || !config.Shell.StartsWith('/'))
            throw new ConfigException($"shell \"{config.Shell}\" is not the absolute path of a bash, fish, sh, dash or zsh.");
        foreach (string path in config.JrePaths)
            if (!path.StartsWith('/')) throw new ConfigException($"jre_paths has \"{path}\", which is not an absolute path.");
        return config;
    }

    // As in other options of Nomad: "90s", "10m", "24h".
    private static TimeSpan DurationOf(string option, string text)
    {
        double seconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        if (seconds == 0 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) || number * seconds is < 60 or > 3e9)
            throw new ConfigException($"{option} is \"{text}\"; it is a duration of at least a minute, such as \"90s\", \"10m\" or \"24h\".");
        return TimeSpan.FromSeconds(number * seconds);
    }
}
