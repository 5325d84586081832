using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Tests.Keys;

public sealed class KeyNotationTests
{
    [Theory]
    [InlineData(@"\C-x\C-e", "C-x C-e")]
    [InlineData(@"\C-?", "Backspace")]
    [InlineData(@"\M-x", "M-x")]
    [InlineData(@"\M-\C-y", "C-M-y")]
    [InlineData(@"\C-\M-y", "C-M-y")]
    [InlineData(@"\e[A", "Up")]
    [InlineData(@"\t\n\r", "Tab C-j Enter")]
    [InlineData(@"\033x\x41\101", "M-x A A")]
    [InlineData(@"\\\""", "\\ \"")]
    [InlineData("é", "é")]
    [InlineData(@"\a\b\d\f\v", "C-g C-h Backspace C-l C-k")]
    public void Name_is_the_keys(string name, string keys) => string.Join(' ', KeyNotation.Parse(name)).ShouldBe(keys);

    [Theory]
    [InlineData("")]
    [InlineData(@"\C-")]
    [InlineData(@"abc\")]
    public void A_wrong_name_is_refused(string name) => Should.Throw<FormatException>(() => KeyNotation.Parse(name));
}
