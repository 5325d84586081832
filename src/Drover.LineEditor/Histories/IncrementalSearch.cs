namespace Drover.LineEditor.Histories;

/// <summary>Ctrl-R and Ctrl-S: the search that goes on with each key.</summary>
internal sealed class IncrementalSearch(HistoryWalk walk, byte[] typed, int cursor)
{
    private readonly Stack<State> _earlier = new();
    private State _state = new([], HistoryWalk.Typed, cursor, false);

    private readonly record struct State(byte[] Pattern, int Age, int Position, bool Failed);

    /// <summary>The line before the search.</summary>
    public byte[] Typed => typed;

    public int TypedCursor => cursor;

    public bool Older { get; set; }

    public ReadOnlySpan<byte> Pattern => _state.Pattern;

    public bool Failed => _state.Failed;

    /// <summary>The entry found; <see cref="HistoryWalk.Typed"/> for the line itself.</summary>
    public int Age => _state.Age;

    /// <summary>Where in the entry the pattern stands.</summary>
    public int Position => _state.Position;

    /// <summary>The entry found.</summary>
    public byte[] Text => Age == HistoryWalk.Typed ? typed : walk.Original(Age);

    /// <summary>Adds to the pattern; what is found may stay found.</summary>
    public void Extend(ReadOnlySpan<byte> more)
    {
        _earlier.Push(_state);
        Look([.. _state.Pattern, .. more], _state.Age);
    }

    /// <summary>The next one; with <paramref name="last"/> as the pattern when there is none yet.</summary>
    public void Next(bool older, byte[] last)
    {
        Older = older;
        _earlier.Push(_state);
        if (_state.Pattern.Length == 0)
        {
            if (last.Length > 0) Look(last, _state.Age);
            return;
        }
        Look(_state.Pattern, _state.Age + (older ? 1 : -1));
    }

    /// <summary>Takes the last key back; false when there is none.</summary>
    public bool TakeBack()
    {
        if (!_earlier.TryPop(out State state)) return false;
        _state = state;
        return true;
    }

    private void Look(byte[] pattern, int from)
    {
        if (from == HistoryWalk.Typed)
        {
            int here = Older ? typed.AsSpan().LastIndexOf(pattern) : typed.AsSpan().IndexOf(pattern);
            if (here >= 0)
            {
                _state = new State(pattern, from, here, false);
                return;
            }
            from = 0;
        }
        byte[]? shown = _state.Age == HistoryWalk.Typed ? null : Text;
        while (true)
        {
            int age = walk.Find(pattern, from, Older, HistoryMatch.Substring);
            if (age < 0)
            {
                _state = _state with { Pattern = pattern, Failed = true };
                return;
            }
            byte[] entry = walk.Original(age);
            // The same line once more is no news.
            if (age != _state.Age && shown is not null && entry.AsSpan().SequenceEqual(shown))
            {
                from = age + (Older ? 1 : -1);
                continue;
            }
            // A host that ignores case finds what the bytes alone do not show.
            _state = new State(pattern, age, Math.Max(0, Older ? entry.AsSpan().LastIndexOf(pattern) : entry.AsSpan().IndexOf(pattern)), false);
            return;
        }
    }
}
