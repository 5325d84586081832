using Drover.Engine.Descriptors;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Expansions;
using Drover.Shell.Jobs;

namespace Drover.Shell.Prompts;

/// <summary>The names that an interpreter knows.</summary>
internal sealed class ShellNames(Interpreter shell) : IShellNames
{
    private ExecutionEnvironment Environment => shell.Environment;

    public IEnumerable<NamedJob> Jobs => shell.Jobs.All.Select(job => new NamedJob(job.Id, JobText.State(job), job.CommandText));

    public IEnumerable<string> Find(NameKind kind, string prefix)
    {
        IEnumerable<string> names = kind switch
        {
            NameKind.Keyword => CommandMeaning.Reserved(Environment),
            NameKind.Alias => Environment.Aliases.Items.Select(item => item.Key),
            NameKind.Function => Environment.Functions.Items.Select(item => item.Key),
            NameKind.Builtin => BuiltinTable.All.Select(builtin => builtin.Name),
            NameKind.Variable => Environment.Variables.All.Where(variable => variable.IsSet).Select(variable => variable.Name),
            NameKind.Program => (Environment.Variables.Get("PATH") ?? "").Split(':').SelectMany(directory => Programs(directory.Length == 0 ? "." : directory, prefix)),
            _ => [],
        };
        return names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal));
    }

    public NameKind MeaningOf(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Contains('/', StringComparison.Ordinal)) return CommandHash.IsExecutable(command, Environment) ? NameKind.Program : NameKind.None;
        if (Environment.Aliases.TryGet(command, out _)) return NameKind.Alias;
        if (CommandMeaning.IsReserved(command, Environment)) return NameKind.Keyword;
        if (Environment.Functions.TryGet(command, out _)) return NameKind.Function;
        if (shell.FindBuiltin(command) is not null) return NameKind.Builtin;
        // What is typed passes through many names: only what was found is worth remembering.
        return shell.Hash.Known(command) is not null || CommandHash.Search(command, Environment.Variables.Get("PATH") ?? "", Environment) is not null ? NameKind.Program : NameKind.None;
    }

    public string? FindHome(string user)
    {
        ArgumentNullException.ThrowIfNull(user);
        string home = TildeExpander.Expand(user, Environment);
        return home.StartsWith('~') ? null : home;
    }

    private List<string> Programs(string directory, string prefix)
    {
        var names = new List<string>();
        using Descriptor? opened = Descriptor.TryOpen(ShellText.ToBytes(directory), OpenMode.Directory, out _, directory: Environment.Directory);
        if (opened is null) return names;
        byte[] start = ShellText.ToArray(prefix);
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(opened, new byte[32 * 1024]))
        {
            if (!name.StartsWith(start)) continue;
            string text = ShellText.From(name);
            if (CommandHash.IsExecutable(directory + "/" + text, Environment)) names.Add(text);
        }
        return names;
    }
}
