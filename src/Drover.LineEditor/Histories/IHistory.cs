namespace Drover.LineEditor.Histories;

/// <summary>The lines that were accepted before, kept by the host.</summary>
/// <remarks>An age counts from the newest entry, which has 0. Entries must stay as they are while a line is read; they may grow in number between two lines.</remarks>
public interface IHistory
{
    /// <summary>How many entries there are.</summary>
    int Count { get; }

    /// <summary>The text of one entry.</summary>
    ReadOnlySpan<byte> GetEntry(int age);

    /// <summary>Looks for an entry that has <paramref name="text"/> in it; -1 when there is none.</summary>
    /// <param name="text">What to look for.</param>
    /// <param name="age">The first entry to look at.</param>
    /// <param name="older">Whether to go on with older entries, or else with newer ones.</param>
    /// <param name="match">Where in the entry the text must stand.</param>
    /// <remarks>This one compares bytes, entry by entry. A host with an index, or one that ignores case, has its own.</remarks>
    int Find(ReadOnlySpan<byte> text, int age, bool older, HistoryMatch match)
    {
        for (; age >= 0 && age < Count; age += older ? 1 : -1)
        {
            ReadOnlySpan<byte> entry = GetEntry(age);
            if (match == HistoryMatch.Prefix ? entry.StartsWith(text) : entry.IndexOf(text) >= 0) return age;
        }
        return -1;
    }
}
