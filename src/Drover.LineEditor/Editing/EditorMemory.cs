using Drover.LineEditor.Buffers;

namespace Drover.LineEditor.Editing;

/// <summary>What outlives one line: kills, the last search, vi's last change.</summary>
internal sealed class EditorMemory
{
    /// <summary>Macros that press the keys of macros are no deeper than this, as in readline.</summary>
    private const int MostMacros = 16;

    public KillRing Kills { get; } = new();

    /// <summary>The pattern of the last incremental search.</summary>
    public byte[] SearchPattern { get; set; } = [];

    /// <summary>The age of the entry behind which the next line begins; -1 for none.</summary>
    public int NextAge { get; set; } = -1;

    /// <summary>How many entries the history had then.</summary>
    public int NextCount { get; set; }

    /// <summary>vi's last f, F, t or T, and its character.</summary>
    public (char Kind, byte[] Target)? CharacterSearch { get; set; }

    /// <summary>The keys of vi's last change, for the dot.</summary>
    public IReadOnlyList<(Keys.Key Key, byte[] Raw)> LastChange { get; set; } = [];

    /// <summary>Keys that are pressed before any that are typed, the next at the end: what macros stand for, and what followed keys that turned out to be none.</summary>
    public List<(Keys.Key Key, byte[] Raw)> Waiting { get; } = [];

    // How many keys wait behind each macro that has begun, one within the other.
    private readonly Stack<int> _macros = new();

    /// <summary>Begins a macro; false when it is the last of too many that press each other.</summary>
    public bool TryBegin(List<(Keys.Key Key, byte[] Raw)> macro)
    {
        if (_macros.Count == MostMacros) return false;
        _macros.Push(Waiting.Count);
        for (int i = macro.Count - 1; i >= 0; i--) Waiting.Add(macro[i]);
        return true;
    }

    /// <summary>Forgets the keys that wait.</summary>
    public void Forget()
    {
        Waiting.Clear();
        _macros.Clear();
    }

    /// <summary>Takes the next of them.</summary>
    public bool TryTake(out (Keys.Key Key, byte[] Raw) next)
    {
        // A macro that presses another with its last key has not ended before that.
        while (_macros.TryPeek(out int behind) && Waiting.Count <= behind) _ = _macros.Pop();
        next = Waiting.Count > 0 ? Waiting[^1] : default;
        if (Waiting.Count > 0) Waiting.RemoveAt(Waiting.Count - 1);
        return next.Raw is not null;
    }

    /// <summary>vi's last search.</summary>
    public (byte[] Pattern, bool Older)? ViSearch { get; set; }
}
