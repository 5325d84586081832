using System.Collections.Immutable;
using Drover.Engine.Signals;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.HclSpec;

namespace Drover.Nomad.Tasks;

/// <summary>What a job says in the task's config block. Immutable.</summary>
internal sealed record TaskSettings
{
    /// <summary>The schema of the block.</summary>
    public static Spec Schema => ConfigSchema.Of([
        ConfigSchema.Value("jar_path", "string"),
        ConfigSchema.Value("class", "string"),
        ConfigSchema.Value("class_path", "string"),
        ConfigSchema.Value("jvm_options", "list(string)"),
        ConfigSchema.Value("java_version", "string"),
        ConfigSchema.Value("jre", "string"),
        ConfigSchema.Value("command", "string"),
        ConfigSchema.Value("args", "list(string)"),
        ConfigSchema.Value("greeting", "string"),
        ConfigSchema.Value("work_dir", "string"),
        ConfigSchema.Value("stop_signal", "string"),
        .. ContainerSettings.Schema]);

    /// <summary>The JAR to run; null for none.</summary>
    public string? JarPath { get; init; }

    /// <summary>The class to run; null for the one that the JAR names.</summary>
    public string? Class { get; init; }

    /// <summary>Where classes are looked for; null for in the JAR alone.</summary>
    public string? ClassPath { get; init; }

    /// <summary>Options of the JVM.</summary>
    public ImmutableArray<string> JvmOptions { get; init; } = [];

    /// <summary>The first number of the version that the JRE is to have; null for any.</summary>
    public string? JavaVersion { get; init; }

    /// <summary>The directory of the JRE on the node; null for any.</summary>
    public string? Jre { get; init; }

    /// <summary>A program to run instead of Java; null for none.</summary>
    public string? Command { get; init; }

    /// <summary>The program's arguments.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>What a shell is to say: the first task of a new node; null for none.</summary>
    public string? Greeting { get; init; }

    /// <summary>The working directory in the container.</summary>
    public string WorkDirectory { get; init; } = "/local";

    /// <summary>The first signal of a stop.</summary>
    public Signal StopSignal { get; init; } = Signal.TERM;

    /// <summary>What its container is to be.</summary>
    public ContainerSettings Container { get; init; } = new();

    /// <summary>Reads the block.</summary>
    /// <exception cref="ConfigException">The job has to be changed.</exception>
    public static TaskSettings Read(ConfigBlock block)
    {
        var settings = new TaskSettings
        {
            JarPath = block.Text("jar_path"),
            Class = block.Text("class"),
            ClassPath = block.Text("class_path"),
            JvmOptions = block.Texts("jvm_options"),
            JavaVersion = block.Text("java_version"),
            Jre = block.Text("jre"),
            Command = block.Text("command"),
            Arguments = block.Texts("args"),
            Greeting = block.Text("greeting"),
            WorkDirectory = block.Text("work_dir") ?? "/local",
            StopSignal = block.Text("stop_signal") is { } signal ? SignalOf("stop_signal", signal) : Signal.TERM,
            Container = ContainerSettings.Read(block),
        };
        bool isJava = settings.JarPath is not null || settings.Class is not null;
        int programs = (isJava ? 1 : 0) + (settings.Command is null ? 0 : 1) + (settings.Greeting is null ? 0 : 1);
        if (programs != 1)
            throw new ConfigException($"The task says {(programs == 0 ? "nothing" : "more than one thing")} to run. Set one of jar_path (with class, if the JAR names none), class with class_path, command, or greeting.");
        if (settings is { Class: not null, JarPath: null, ClassPath: null }) throw new ConfigException("class is set without jar_path or class_path: say where the class is.");
        if (!settings.WorkDirectory.StartsWith('/')) throw new ConfigException($"work_dir \"{settings.WorkDirectory}\" is no absolute path in the container, such as \"/local\".");
        return settings;
    }

    /// <summary>Reads a signal's name.</summary>
    /// <exception cref="ConfigException">There is no such signal.</exception>
    public static Signal SignalOf(string option, string name) => Signal.TryParse(name, out Signal signal) && signal.Number > 0
        ? signal
        : throw new ConfigException($"{option} \"{name}\" is no signal. Name one as \"SIGTERM\" or \"HUP\".");
}
