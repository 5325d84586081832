using Drover.Testing;

namespace Drover.EndToEnd.Tests.TestSupport;

public sealed class TestPatternTests
{
    [Theory]
    [InlineData("random")]
    [InlineData("lines")]
    [InlineData("zero")]
    public void Bytes_do_not_depend_on_how_they_are_cut(string kind)
    {
        byte[] whole = new byte[1000];
        new TestPattern(kind, 7).Fill(whole);
        byte[] cut = new byte[1000];
        var pattern = new TestPattern(kind, 7);
        for (int done = 0, size = 0; done < cut.Length; done += size)
        {
            size = Math.Min(size + 1, cut.Length - done);
            pattern.Fill(cut.AsSpan(done, size));
        }

        cut.ShouldBe(whole);
    }

    [Fact]
    public void Another_seed_gives_other_bytes()
    {
        byte[] first = new byte[64];
        new TestPattern(seed: 1).Fill(first);
        byte[] second = new byte[64];
        new TestPattern(seed: 2).Fill(second);
        second.ShouldNotBe(first);
    }
}
