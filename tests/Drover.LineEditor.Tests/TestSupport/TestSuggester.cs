using System.Text;
using Drover.LineEditor.Histories;

namespace Drover.LineEditor.Tests.TestSupport;

/// <summary>Suggests the rest of one line.</summary>
internal sealed class TestSuggester(string line) : ISuggester
{
    private readonly byte[] _line = Encoding.UTF8.GetBytes(line);

    public byte[]? Suggest(ReadOnlySpan<byte> text) => _line.AsSpan().StartsWith(text) ? _line[text.Length..] : null;
}
