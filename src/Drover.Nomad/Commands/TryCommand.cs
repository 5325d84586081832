using System.Runtime.InteropServices;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Nomad.Nodes;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tasks;
using Google.Protobuf;

namespace Drover.Nomad.Commands;

/// <summary><c>drover nomad try</c>: the driver's own path from a task to its end, without the protocol.</summary>
internal static class TryCommand
{
    /// <summary>How it is used.</summary>
    public const string Usage =
        """
        usage: drover nomad try (--jar FILE | --command PROGRAM | --greeting TEXT) [OPTION]... [-- ARGUMENT...]

        Runs a task as the Nomad driver runs it, in the same container, on this machine and without Nomad. Its output comes as it is written; Ctrl-C and SIGTERM
        stop it, a second Ctrl-C kills it. Ends with the task's exit status, with 125 and a sentence when it could not be run, and leaves nothing behind.

          --jar FILE              the JAR; it is copied into the task's local/
          --command PROGRAM       a program instead, such as /bin/sh
          --greeting TEXT         let a shell say something: needs no Java
          --config NAME=VALUE     an option of the task's config block; lists one by one or as JSON, blocks as JSON
          --plugin NAME=VALUE     an option of the plugin's config block
          --env NAME=VALUE        a variable of the task
          --user USER             as whom, instead of nobody
          --memory MB             the memory limit; 300
          --cpu MHZ               the share of the processor; 100
          --kill-timeout SECONDS  how long a stop may take before the task is killed; 5
          -- ARGUMENT...          arguments of the JAR or program

        drover nomad try --jar app.jar --config java_version=17 --config jvm_options=-Xmx64m -- --port 8080
        drover nomad try --command /bin/sh -- -c 'id; cat /proc/self/cgroup'
        """;

    private const int OutputClosed = 141;
    private const long Megabyte = 1024 * 1024;

    /// <summary>Carries it out.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var words = new CommandWords("try", arguments, ["--jar", "--command", "--greeting", "--config", "--plugin", "--env", "--user", "--memory", "--cpu", "--kill-timeout"], []);
        var plugin = PluginConfig.Read(ConfigBlock.Read(MessagePackWriter.Write(ConfigText.Read("--plugin", PluginConfig.Schema, words.Values("--plugin")))));
        TimeSpan grace = TimeSpan.FromSeconds(words.Number("--kill-timeout") ?? 5);
        using var allocation = TrialAllocation.Create(Path.GetTempPath());
        TaskConfig config = Config(words, allocation);
        return await RunAsync(config, plugin, grace, new Descriptor(1), new Descriptor(2)).ConfigureAwait(false);
    }

    /// <summary>Runs a task to its end, and removes what is left of it.</summary>
    /// <exception cref="ConfigException">The task, or the node, has to be changed.</exception>
    /// <exception cref="Runs.RunException">It could not be started.</exception>
    public static async Task<int> RunAsync(TaskConfig config, PluginConfig plugin, TimeSpan grace, Descriptor output, Descriptor errors)
    {
        using var tasks = new TaskTable(TimeProvider.System) { Config = plugin, EndsWith = OwnProcess.Identity };
        NodeState node = await new NodeSurvey(() => tasks.Engine).LookAsync(plugin).ConfigureAwait(false);
        if (node.Obstacle is { } obstacle) throw new ConfigException(obstacle);
        int asked = 0;
        LiveTask? task = null;
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            bool isFirst = Interlocked.Increment(ref asked) == 1;
            if (task is { } running) StopTask(running, isFirst ? grace : TimeSpan.Zero);
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        task = await tasks.StartAsync(config).ConfigureAwait(false);
        try
        {
            // A signal that came while it was being started.
            if (Volatile.Read(ref asked) > 0) StopTask(task, grace);
            bool isRead = await Task.Run(() => new TrialOutput(task.Run, output, errors).Follow()).ConfigureAwait(false);
            if (!isRead)
            {
                await task.StopAsync(Signal.PIPE, grace, CancellationToken.None).ConfigureAwait(false);
                return OutputClosed;
            }
            TaskEnd end = await task.Ended.ConfigureAwait(false);
            if (end.Error is { } error) throw new ConfigException(error);
            if (end.IsOutOfMemory)
                await Console.Error.WriteLineAsync($"drover nomad try: the kernel ended the task for want of memory; its limit is {config.Resources.LinuxResources.MemoryLimitBytes / Megabyte} MB. Give it more with --memory.").ConfigureAwait(false);
            return end.ExitCode;
        }
        finally
        {
            await tasks.DestroyAsync(task, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The task that a client would ask for.</summary>
    public static TaskConfig Config(CommandWords words, TrialAllocation allocation)
    {
        var settings = new List<string>(words.Values("--config"));
        if (words.Value("--jar") is { } jar) settings.Add("jar_path=" + allocation.Add(jar));
        if (words.Value("--command") is { } command) settings.Add("command=" + command);
        if (words.Value("--greeting") is { } greeting) settings.Add("greeting=" + greeting);
        ConfigValue block = ConfigText.Read("--config", TaskSettings.Schema, settings);
        // As they stand: an argument may look like JSON.
        if (words.Rest is { } rest)
            block = block with { Entries = block.Entries.SetItem("args", new ConfigValue { Kind = ConfigKind.List, Items = [.. rest.Select(ConfigValue.Of)] }) };
        long memory = words.Number("--memory") ?? 300, cpu = words.Number("--cpu") ?? 100;
        var task = new TaskConfig
        {
            Id = $"{allocation.Id}/{TrialAllocation.Task}/{Guid.NewGuid().ToString("N")[..8]}",
            Name = TrialAllocation.Task,
            AllocId = allocation.Id,
            JobName = "drover nomad try",
            AllocDir = allocation.Directory,
            User = words.Value("--user") ?? "",
            MsgpackDriverConfig = ByteString.CopyFrom(MessagePackWriter.Write(block)),
            Env = { ["NOMAD_ALLOC_DIR"] = "/alloc", ["NOMAD_TASK_DIR"] = "/local", ["NOMAD_SECRETS_DIR"] = "/secrets", ["NOMAD_TASK_NAME"] = TrialAllocation.Task, ["NOMAD_ALLOC_ID"] = allocation.Id },
            Resources = new Resources
            {
                AllocatedResources = new AllocatedTaskResources { Cpu = new AllocatedCpuResources { CpuShares = cpu }, Memory = new AllocatedMemoryResources { MemoryMb = memory } },
                LinuxResources = new LinuxResources { CpuShares = cpu, MemoryLimitBytes = memory * Megabyte },
            },
        };
        foreach (string variable in words.Values("--env"))
        {
            int at = variable.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new UsageException($"--env: '{variable}' is not NAME=VALUE.");
            task.Env[variable[..at]] = variable[(at + 1)..];
        }
        return task;
    }

    private static void StopTask(LiveTask task, TimeSpan grace) => task.Run.RequestStop(grace == TimeSpan.Zero ? Engine.Pipelines.StopPolicy.Kill : new Engine.Pipelines.StopPolicy(new Signal(task.State.StopSignal), grace));
}
