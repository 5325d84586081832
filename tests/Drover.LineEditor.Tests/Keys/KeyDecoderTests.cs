using System.Text;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Tests.Keys;

public sealed class KeyDecoderTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("é日👩", "é 日 👩")]
    [InlineData("\u0001\u0000\u001c\u001f", "C-a C-@ C-\\ C-_")]
    [InlineData("\r\n\t\u007f\b", "Enter C-j Tab Backspace C-h")]
    [InlineData("\ea\eé\e\u0001\e\r\e\u007f", "M-a M-é C-M-a M-Enter M-Backspace")]
    [InlineData("\e", "Escape")]
    [InlineData("\e\e", "Escape Escape")]
    [InlineData("\e\e\e", "Escape Escape Escape")]
    [InlineData("\e[", "M-[")]
    [InlineData("\eO", "M-O")]
    [InlineData("\e[A\e[B\e[C\e[D\e[H\e[F", "Up Down Right Left Home End")]
    [InlineData("\eOA\eOB\eOC\eOD\eOH\eOF", "Up Down Right Left Home End")]
    [InlineData("\e[1~\e[2~\e[3~\e[4~\e[5~\e[6~\e[7~\e[8~", "Home Insert Delete End PageUp PageDown Home End")]
    [InlineData("\e[5C\e[5D\e[1C", "C-Right C-Left Right")]
    [InlineData("\e[1;2A\e[1;3B\e[1;4C\e[1;5D\e[1;6H\e[1;7F\e[1;8A", "S-Up M-Down M-S-Right C-Left C-S-Home C-M-End C-M-S-Up")]
    [InlineData("\e[1;9A\e[3;5~", "M-Up C-Delete")]
    [InlineData("\eOP\eOQ\eOR\eOS\e[15~\e[17~\e[24~\e[1;5P\e[25~\e[28~\e[31~", "F1 F2 F3 F4 F5 F6 F12 C-F1 F13 F15 F17")]
    [InlineData("\e[[A\e[[E", "F1 F5")]
    [InlineData("\e[Z", "S-Tab")]
    [InlineData("\e[a\e[d\eOa\eOd\e[3$\e[3^\e[3@", "S-Up S-Left C-Up C-Left S-Delete C-Delete C-S-Delete")]
    [InlineData("\e\e[A\e\eOB\e\e[3~", "M-Up M-Down M-Delete")]
    [InlineData("\eOM\eOj\eOk\eOp\eOy\eOX\eOI\eO5C", "KP-Enter KP-* KP-+ KP-0 KP-9 KP-= KP-Tab C-Right")]
    [InlineData("\eOo\eO \eO5j\eO2M\e\eOl\e[57410u\e[57415;3u", "KP-/ KP-Space C-KP-* S-KP-Enter M-KP-, KP-/ M-KP-=")]
    [InlineData("\e[97u\e[97;5u\e[97;2u\e[97;3u\e[97;6u\e[32;5u\e[13;2u\e[27u\e[9;2u\e[127;5u", "a C-a A M-a C-a C-@ S-Enter Escape S-Tab C-Backspace")]
    [InlineData("\e[97;5:1u\e[97;5:3u\e[57399u\e[57414u\e[57409u\e[57419;5u\e[57441u\e[1:2;1:1A", "C-a Unknown KP-0 KP-Enter KP-. C-Up Unknown Up")]
    [InlineData("\e[27;5;13~\e[27;6;97~\e[27;5;8~", "C-Enter C-a C-Backspace")]
    [InlineData("\e[I\e[O\e[?1;2c\e[<0;1;1M\e[12;40R\e[1;2R\e[M !!x", "Unknown Unknown Unknown Unknown Unknown S-F3 Unknown x")]
    [InlineData("\e[1;\u0001b", "Unknown C-a b")]
    [InlineData("\e[123", "Unknown")]
    [InlineData("\eO5", "Unknown")]
    [InlineData("\e[99~\e[X", "Unknown Unknown")]
    [InlineData("\e[1114112u\e[55296u\e[5u", "Unknown Unknown Unknown")]
    public void Sequence_is_a_key(string bytes, string keys) => string.Join(' ', Decode(Encoding.UTF8.GetBytes(bytes))).ShouldBe(keys);

    [Fact]
    public void Bytes_that_are_no_text_are_keys_of_their_own()
        => string.Join(' ', Decode([0xFF, 0xC3, (byte)'a', 0xE2, 0x82, 0xED, 0xA0, 0x80, 0xF5, 0x1B, 0xFE])).ShouldBe("<ff> <c3> a <e2> <82> <ed> <a0> <80> <f5> M-<fe>");

    [Fact]
    public void Sequence_may_come_in_pieces()
    {
        const string all = "aé日\e[1;5C\eOP\e\e[Ax\e[97;5u👩\e[200~paste\e[201~\e[3~";
        byte[] bytes = Encoding.UTF8.GetBytes(all);
        string whole = string.Join(' ', Decode(bytes));
        var decoder = new KeyDecoder();
        var keys = new List<Key>();
        foreach (byte b in bytes)
        {
            decoder.Add([b]);
            while (decoder.TryRead(out Key key)) keys.Add(key);
        }
        string.Join(' ', keys).ShouldBe(whole);
        decoder.HasPending.ShouldBeFalse();
    }

    [Fact]
    public void A_paste_is_one_key_whatever_is_in_it()
    {
        var decoder = new KeyDecoder();
        decoder.Add("a\e[200~x\e[20"u8);
        decoder.TryRead(out Key key).ShouldBeTrue();
        decoder.TryRead(out key).ShouldBeFalse();
        decoder.IsPasting.ShouldBeTrue();
        decoder.Add("0~\e[2"u8);
        decoder.TryRead(out key).ShouldBeFalse();
        decoder.Add("01~b"u8);
        decoder.TryRead(out key).ShouldBeTrue();
        key.Kind.ShouldBe(KeyKind.Paste);
        decoder.Raw.ToArray().ShouldBe("x\e[200~"u8.ToArray());
        decoder.TryRead(out key).ShouldBeTrue();
        key.ShouldBe(Key.Of('b'));
    }

    [Fact]
    public void A_paste_of_ten_megabytes_in_small_pieces_is_linear()
    {
        var decoder = new KeyDecoder();
        decoder.Add("\e[200~"u8);
        decoder.TryRead(out _).ShouldBeFalse();
        byte[] piece = Encoding.ASCII.GetBytes(new string('x', 100));
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < 100_000; i++) decoder.Add(piece);
        decoder.Add("\e[201~"u8);
        decoder.TryRead(out Key key).ShouldBeTrue();
        key.Kind.ShouldBe(KeyKind.Paste);
        decoder.Pasted.Length.ShouldBe(10_000_000);
        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Random_bytes_are_all_used_up()
    {
        var random = new Random(11);
        byte[] likely = "\e[O;:0123456789~$^@ABCDHFZRMuu\u001b\u001b\u009b\u00c3\u00e2<?"u8.ToArray();
        for (int round = 0; round < 3000; round++)
        {
            var decoder = new KeyDecoder();
            for (int i = 0; i < 20; i++)
            {
                byte[] bytes = new byte[random.Next(1, 12)];
                for (int j = 0; j < bytes.Length; j++) bytes[j] = random.Next(3) == 0 ? (byte)random.Next(256) : likely[random.Next(likely.Length)];
                decoder.Add(bytes);
                while (decoder.TryRead(out Key key)) key.ToString().ShouldNotBeEmpty();
            }
            decoder.Flush();
            while (decoder.TryRead(out _))
            {
            }
            decoder.HasPending.ShouldBeFalse();
        }
    }

    private static List<Key> Decode(byte[] bytes)
    {
        var decoder = new KeyDecoder();
        decoder.Add(bytes);
        decoder.Flush();
        var keys = new List<Key>();
        while (decoder.TryRead(out Key key)) keys.Add(key);
        return keys;
    }
}
