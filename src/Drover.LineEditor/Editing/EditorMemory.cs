using Drover.LineEditor.Buffers;

namespace Drover.LineEditor.Editing;

/// <summary>What outlives one line: kills, the last search, vi's last change.</summary>
internal sealed class EditorMemory
{
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

    /// <summary>vi's last search.</summary>
    public (byte[] Pattern, bool Older)? ViSearch { get; set; }
}
