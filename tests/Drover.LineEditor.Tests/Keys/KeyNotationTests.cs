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
    [InlineData(@"\é\😀\ä", "é 😀 ä")]
    [InlineData(@"\a\b\d\f\v", "C-g C-h Backspace C-l C-k")]
    public void Name_is_the_keys(string name, string keys) => string.Join(' ', KeyNotation.Parse(name)).ShouldBe(keys);

    [Theory]
    [InlineData(@"\eOo")]
    [InlineData(@"\eOX")]
    [InlineData(@"\eO ")]
    [InlineData(@"\eOM")]
    [InlineData(@"\eO5p")]
    [InlineData(@"\e[E")]
    [InlineData(@"\e[99~")]
    [InlineData(@"\e[1;\C-a")]
    [InlineData(@"\e[\""\\W")]
    public void Sequence_is_written_as_it_is_sent(string name) => KeyNotation.Describe(KeyNotation.Parse(name)).ShouldBe(name);

    [Theory]
    [InlineData("")]
    [InlineData(@"\C-")]
    [InlineData(@"abc\")]
    public void A_wrong_name_is_refused(string name) => Should.Throw<FormatException>(() => KeyNotation.Parse(name));

    [Fact]
    public void Too_many_keys_in_a_row_are_refused()
    {
        KeyNotation.Parse(new string('a', 256)).Length.ShouldBe(256);
        Should.Throw<FormatException>(() => KeyNotation.Parse(new string('a', 257))).Message.ShouldContain("too many");
    }

    [Fact]
    public void Half_a_character_is_a_byte_or_none()
    {
        KeyNotation.Parse("\\\ud83d").ShouldBe([new Key(KeyKind.Character, 0xFFFD)]);
        KeyNotation.Parse("\udcffa\\\udc80").ShouldBe([new Key(KeyKind.Byte, 0xFF), Key.Of('a'), new Key(KeyKind.Byte, 0x80)]);
        KeyNotation.ToBytes("\udcc3\udca9").ShouldBe("é"u8.ToArray());
    }
}
