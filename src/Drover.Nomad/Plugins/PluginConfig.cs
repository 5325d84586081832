using Drover.Nomad.Protocol.HclSpec;

namespace Drover.Nomad.Plugins;

/// <summary>What the operator says in the agent's plugin block. Immutable.</summary>
internal sealed record PluginConfig
{
    /// <summary>The schema of the block.</summary>
    public static Spec Schema => ConfigSchema.Of(ConfigSchema.Value("log_level", "string", "\"info\""));

    /// <summary>What is written to the agent's log.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    /// <summary>Reads the block.</summary>
    /// <exception cref="ConfigException">The operator has to change something.</exception>
    public static PluginConfig Read(ConfigBlock block)
    {
        string level = block.Text("log_level") ?? "info";
        return new PluginConfig
        {
            LogLevel = HostLog.Parse(level) ?? throw new ConfigException($"log_level is \"{level}\"; it can be \"trace\", \"debug\", \"info\", \"warn\" or \"error\"."),
        };
    }
}
