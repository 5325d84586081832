using System.Text;
using Drover.Engine.Descriptors;

namespace Drover.Runs;

/// <summary>The names of runs: one small file a name, holding the id of the latest run that has it.</summary>
internal sealed class NameTable(RunStore store, Descriptor state)
{
    /// <summary>The folder's name in the state directory.</summary>
    public const string Folder = "names";

    private const int MaxLength = 63;

    private string Path => System.IO.Path.Combine(store.Directory, Folder);

    /// <exception cref="RunException">It can't be a name.</exception>
    public static void Validate(string name)
    {
        if (!IsValid(name))
            throw new RunException($"'{name}' can't be a name: up to {MaxLength} letters, digits, '.', '_' and '-', beginning with a letter or digit.");
    }

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaxLength || !char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (char c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) return false;
        return true;
    }

    /// <summary>Gives the name to run <paramref name="id"/>, unless a live run has it.</summary>
    public void Claim(string name, string id)
    {
        using Descriptor names = Lock();
        if (Find(name) is { } holder && holder != id)
        {
            using Run? other = store.TryOpenId(holder);
            using Descriptor? ended = other is null ? null : store.TryLockEnded(other);
            if (other is not null && ended is null) throw new RunException($"The name '{name}' is in use by live run {holder}. Stop that first, or choose another name.");
        }
        // No name begins with a dot, so the temporary one can't be anybody's.
        store.Check(DirectoryFiles.Replace(names, name, Encoding.ASCII.GetBytes(id), temporary: "." + name), $"{Folder}/{name}");
    }

    public string? Find(string name)
    {
        byte[]? id = Descriptor.ReadFile($"{Folder}/{name}", out _, state);
        return id is { Length: > 0 } ? Encoding.ASCII.GetString(id) : null;
    }

    public IEnumerable<(string Name, string Id)> All()
    {
        foreach (string path in Directory.EnumerateFiles(Path))
        {
            string name = System.IO.Path.GetFileName(path);
            if (IsValid(name) && Find(name) is { } id) yield return (name, id);
        }
    }

    /// <summary>Takes the name away from a run that was removed, unless a later one has it.</summary>
    public void Release(string name, string id)
    {
        if (Find(name) != id) return;
        using Descriptor names = Lock();
        if (Find(name) == id) _ = DirectoryFiles.Remove(names, name);
    }

    // Held for microseconds; two that ask for one name take turns.
    private Descriptor Lock()
    {
        Descriptor names = Descriptor.Open(Folder, OpenMode.Directory, directory: state);
        for (int look = 0; !DirectoryFiles.TryLock(names); look++) Pause.Briefly(look);
        return names;
    }
}
