using System.Text;
using Drover.LineEditor.Histories;

namespace Drover.LineEditor.Tests.TestSupport;

/// <summary>Entries in memory, given oldest first.</summary>
internal sealed class TestHistory(params string[] entries) : IHistory
{
    private readonly List<byte[]> _entries = [.. entries.Select(Encoding.UTF8.GetBytes)];

    public int Count => _entries.Count;

    public ReadOnlySpan<byte> GetEntry(int age) => _entries[_entries.Count - 1 - age];

    public void Add(string entry) => _entries.Add(Encoding.UTF8.GetBytes(entry));
}
