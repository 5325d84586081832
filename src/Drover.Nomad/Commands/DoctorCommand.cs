using System.Diagnostics;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Nomad.Checks;
using Drover.Nomad.Nodes;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol;
using Drover.Runs;

namespace Drover.Nomad.Commands;

/// <summary><c>drover nomad doctor</c>.</summary>
internal static class DoctorCommand
{
    /// <summary>How it is used.</summary>
    public const string Usage =
        """
        usage: drover nomad doctor [--plugin-dir DIR] [--plugin NAME=VALUE]... [--no-trial] [--json]

        Looks at all that the Nomad driver needs on this node, and runs /bin/true in a container. Each line says ok, warn or fail, and what to do. Ends with 125
        when something fails; warnings are about what can't be used here.

          --plugin-dir DIR        look at the link in this plugin_dir, too
          --plugin NAME=VALUE     an option of the plugin's config block
          --no-trial              make no container
          --json                  the findings as JSON
        """;

    /// <summary>Carries it out.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var words = new CommandWords("doctor", arguments, ["--plugin-dir", "--plugin"], ["--json", "--no-trial"]);
        List<Finding> findings = await ExamineAsync(words.Values("--plugin"), words.Has("--no-trial")).ConfigureAwait(false);
        if (words.Value("--plugin-dir") is { } directory) findings.AddRange(new PluginLink(Path.GetFullPath(directory), Environment.ProcessPath!).Check());
        await Console.Out.WriteAsync(words.Has("--json") ? FindingText.Json(findings) : FindingText.Lines(findings)).ConfigureAwait(false);
        return findings.Exists(static finding => finding.Level == FindingLevel.Failure) ? NomadCommand.Failure : 0;
    }

    /// <summary>The findings about this node.</summary>
    /// <param name="options">The plugin's options as words.</param>
    /// <param name="withoutTrial">Whether no container is to be made.</param>
    public static async Task<List<Finding>> ExamineAsync(IEnumerable<string> options, bool withoutTrial)
    {
        PluginConfig config;
        var findings = new List<Finding>();
        try
        {
            config = PluginConfig.Read(ConfigBlock.Read(MessagePackWriter.Write(ConfigText.Read("--plugin", PluginConfig.Schema, options))));
        }
        catch (ConfigException e)
        {
            return [Finding.Failure("configuration", e.Message)];
        }
        NodeState node;
        using (var engine = new ProcessEngine(new EngineOptions { ChildSignals = ChildSignalSource.None }))
            node = await new NodeSurvey(() => engine).LookAsync(config).ConfigureAwait(false);
        findings.AddRange(NodeChecks.All(node, config, CurrentUser.Id));
        if (!withoutTrial && node.Obstacle is null) findings.Add(await TryAsync(config).ConfigureAwait(false));
        return findings;
    }

    private static async Task<Finding> TryAsync(PluginConfig config)
    {
        const string name = "container";
        const string advice = "drover nomad try --command /bin/true";
        try
        {
            using var allocation = TrialAllocation.Create(Path.GetTempPath());
            using Descriptor nowhere = Descriptor.Open("/dev/null", OpenMode.ReadWriteExisting);
            long begin = Stopwatch.GetTimestamp();
            int status = await TryCommand.RunAsync(TryCommand.Config(new CommandWords("doctor", ["--command", "/bin/true"], ["--command"], []), allocation), config, TimeSpan.FromSeconds(5), nowhere, nowhere).ConfigureAwait(false);
            return status == 0
                ? Finding.Ok(name, $"/bin/true ran in one and was gone after {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms")
                : Finding.Failure(name, $"/bin/true ended with status {status} in one", advice);
        }
        catch (Exception e) when (e is ConfigException or RunException or IOException)
        {
            return Finding.Failure(name, e.Message, advice);
        }
    }
}
