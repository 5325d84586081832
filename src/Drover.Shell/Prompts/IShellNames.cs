namespace Drover.Shell.Prompts;

/// <summary>The names that a shell knows, for who completes and colours what is typed. The chars of all texts are bytes.</summary>
public interface IShellNames
{
    /// <summary>All names of a kind that begin with <paramref name="prefix"/>, in no order; of programs those on PATH, some perhaps twice.</summary>
    IEnumerable<string> Find(NameKind kind, string prefix);

    /// <summary>What a name means where a command is expected.</summary>
    NameKind MeaningOf(string command);

    /// <summary>The jobs, by number.</summary>
    IEnumerable<NamedJob> Jobs { get; }

    /// <summary>The home directory of a user, or of the one who types when the name is empty; null when it is not known.</summary>
    string? FindHome(string user);
}
