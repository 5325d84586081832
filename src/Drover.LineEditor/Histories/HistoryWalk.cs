namespace Drover.LineEditor.Histories;

/// <summary>Going through the history while one line is edited. What is changed on the way is kept until the line is accepted, and never in the history itself.</summary>
internal sealed class HistoryWalk(IHistory? history)
{
    /// <summary>The age of the line that is being typed.</summary>
    public const int Typed = -1;

    private readonly Dictionary<int, byte[]> _changed = [];

    /// <summary>The entry that is shown.</summary>
    public int Age { get; private set; } = Typed;

    public int Count => history?.Count ?? 0;

    /// <summary>Shows another entry; false when there is none of that age.</summary>
    /// <param name="age">Which one; <see cref="Typed"/> for the line that was typed.</param>
    /// <param name="current">The text now, to come back to.</param>
    /// <param name="text">The text of the other one.</param>
    public bool TryMove(int age, ReadOnlySpan<byte> current, out byte[] text)
    {
        text = [];
        if (age < Typed || age >= Count) return false;
        if (Age == Typed || !current.SequenceEqual(Original(Age))) _changed[Age] = current.ToArray();
        else _changed.Remove(Age);
        Age = age;
        text = _changed.TryGetValue(age, out byte[]? changed) ? changed : Original(age);
        return true;
    }

    /// <summary>The entry as it is in the history; empty for the line that was typed.</summary>
    public byte[] Original(int age) => age >= 0 && age < Count ? history!.GetEntry(age).ToArray() : [];

    /// <summary>The age of the next entry with <paramref name="text"/> in it, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text, int age, bool older, HistoryMatch match) =>
        history is null || age < 0 || age >= history.Count ? -1 : history.Find(text, age, older, match);
}
