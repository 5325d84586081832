using Drover.Nomad.Checks;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Commands;

/// <summary><c>drover nomad install</c>.</summary>
internal static class InstallCommand
{
    /// <summary>How it is used.</summary>
    public const string Usage =
        """
        usage: drover nomad install --plugin-dir DIR [--check] [--plugin NAME=VALUE]...

        Links this driver as 'milo' into a plugin_dir of Nomad, after looking at all it needs on this node, and prints what the agent's configuration must have.
        May be repeated; a link to another build of the driver is replaced, anything else is left alone and refused.

          --plugin-dir DIR        the agent's plugin_dir; it is made if it is not there
          --check                 change nothing: say what would be done, and end with 1 when something would
          --plugin NAME=VALUE     an option of the plugin's config block, which is checked and printed
        """;

    private const int WouldChange = 1;

    /// <summary>Carries it out.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var words = new CommandWords("install", arguments, ["--plugin-dir", "--plugin"], ["--check", "--dry-run"]);
        string directory = Path.GetFullPath(words.Value("--plugin-dir") ?? throw new UsageException("--plugin-dir is missing: name the agent's plugin_dir, such as /opt/nomad/plugins."));
        bool onlyChecks = words.Has("--check") || words.Has("--dry-run");
        var link = new PluginLink(directory, Environment.ProcessPath!);
        List<Finding> findings = await DoctorCommand.ExamineAsync(words.Values("--plugin"), withoutTrial: onlyChecks).ConfigureAwait(false);
        await Console.Out.WriteAsync(FindingText.Lines(findings)).ConfigureAwait(false);
        if (link.Obstacle is { } obstacle) throw new ConfigException(obstacle);
        bool isReady = !findings.Exists(static finding => finding.Level == FindingLevel.Failure);
        if (onlyChecks)
        {
            string would = link.IsInPlace ? $"{link.Path} is in place." : $"{link.Path} would be linked to {Environment.ProcessPath}.";
            await Console.Out.WriteLineAsync(would).ConfigureAwait(false);
            return !isReady ? NomadCommand.Failure : link.IsInPlace ? 0 : WouldChange;
        }
        bool wasInPlace = link.IsInPlace;
        if (!wasInPlace) link.Make();
        await Console.Out.WriteAsync(FindingText.Lines(link.Check())).ConfigureAwait(false);
        await Console.Out.WriteAsync(Stanza(directory, words.Values("--plugin"), wasInPlace)).ConfigureAwait(false);
        return isReady ? 0 : NomadCommand.Failure;
    }

    /// <summary>What the agent's configuration must have.</summary>
    public static string Stanza(string directory, IReadOnlyList<string> options, bool wasInPlace)
    {
        // A list comes word by word; in a configuration it is one value.
        IEnumerable<string> lines = options.Select(static option => option.Split('=', 2)).GroupBy(static pair => pair[0], static pair => pair[1])
            .Select(static option => $"    {option.Key} = {Value(option.Key, [.. option])}\n");
        return $$"""

            {{(wasInPlace ? "It was installed already." : "It is installed.")}} The agent's configuration needs this, and the agent a restart:

            plugin_dir = "{{directory}}"

            plugin "{{BaseService.Name}}" {
              config {
            {{string.Concat(lines)}}  }
            }

            """;
    }

    private static string Value(string name, string[] values)
    {
        Protocol.HclSpec.Spec spec = PluginConfig.Schema.Object.Attributes[name];
        string type = spec.Attr?.Type ?? spec.Default?.Primary?.Attr?.Type ?? "";
        string last = values[^1];
        if (type is "bool" or "number" || last.StartsWith('[') || last.StartsWith('{')) return last;
        return type == "string" ? $"\"{last}\"" : $"[{string.Join(", ", values.Select(static value => $"\"{value}\""))}]";
    }
}
