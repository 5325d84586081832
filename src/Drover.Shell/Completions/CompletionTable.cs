namespace Drover.Shell.Completions;

/// <summary>The commands whose arguments are completed in ways of their own.</summary>
internal sealed class CompletionTable
{
    private readonly SortedDictionary<string, CompletionSpec> _specs = new(StringComparer.Ordinal);

    /// <summary>Stands for <c>-D</c>, <c>-E</c> and <c>-I</c>: commands without a way of their own, the empty line, the name of the command.</summary>
    public const string Default = "-D", Empty = "-E", Initial = "-I";

    /// <summary>What is being generated now, for <c>compopt</c>.</summary>
    public CompletionSpec? Current { get; set; }

    public IEnumerable<KeyValuePair<string, CompletionSpec>> All => _specs;

    public CompletionSpec? this[string name] => _specs.GetValueOrDefault(name);

    public void Set(string name, CompletionSpec spec) => _specs[name] = spec;

    public bool Remove(string name) => _specs.Remove(name);

    public void Clear() => _specs.Clear();

    /// <summary>The way of a command: by its name as it is written, by the last part of that, or that of all others.</summary>
    public CompletionSpec? Find(string command) =>
        command.Length == 0 ? this[Empty] : this[command] ?? this[command[(command.LastIndexOf('/') + 1)..]] ?? this[Default];
}
