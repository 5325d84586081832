using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol;

namespace Drover.Nomad.Tests.Protocol;

public sealed class MessagePackReaderTests
{
    // What a Nomad 1.1.0 client sent for one value of each kind.
    private const string Sample =
        "8DA16192A17801A3626967CF0000011F71FB04CBA3626C6B9281A16BC381A16BC2A2626FC3A166CB3FF8000000000000A36A7265AC2F7573722F6C69622F6A766DA16C92A161A162"
        + "A26C6D9181A16BA176A16D81A26B6BA27676A16ECD012CA36E6567FBA36E756CC0A36F6E6581A17AA27A7A";

    [Fact]
    public void Block_of_a_real_client_is_read()
    {
        byte[] bytes = Convert.FromHexString(Sample);
        ConfigValue value = MessagePackReader.Read(bytes);
        value.Entries.Keys.ShouldBe(["a", "big", "blk", "bo", "f", "jre", "l", "lm", "m", "n", "neg", "nul", "one"]);
        value.Entries["big"].Integer.ShouldBe(1234567890123);
        value.Entries["f"].Number.ShouldBe(1.5);
        value.Entries["neg"].Integer.ShouldBe(-5);
        ConfigBlock block = ConfigBlock.Read(bytes);
        block.Text("jre").ShouldBe("/usr/lib/jvm");
        block.Text("nul").ShouldBeNull();
        block.Text("absent").ShouldBeNull();
        block.Truth("bo").ShouldBe(true);
        block.Integer("n").ShouldBe(300);
        block.Texts("l").ShouldBe(["a", "b"]);
        block.TextMap("m")["kk"].ShouldBe("vv");
        block.Blocks("blk").Select(item => item.Truth("k")).ShouldBe([true, false]);
        Should.Throw<ConfigException>(() => block.Integer("jre")).Message.ShouldBe("jre is not a whole number.");
        Should.Throw<ConfigException>(() => block.Texts("m")).Message.ShouldBe("m is not a list of strings.");
    }

    [Theory]
    [InlineData("00", 0)]
    [InlineData("7F", 127)]
    [InlineData("E0", -32)]
    [InlineData("FF", -1)]
    [InlineData("CC80", 128)]
    [InlineData("CDFFFF", 65535)]
    [InlineData("CEFFFFFFFF", 4294967295)]
    [InlineData("CF7FFFFFFFFFFFFFFF", long.MaxValue)]
    [InlineData("D080", -128)]
    [InlineData("D18000", -32768)]
    [InlineData("D280000000", int.MinValue)]
    [InlineData("D38000000000000000", long.MinValue)]
    public void Whole_number_is_read_in_every_form(string hex, long expected) => MessagePackReader.Read(Convert.FromHexString(hex)).Integer.ShouldBe(expected);

    [Theory]
    [InlineData("CA3FC00000", 1.5)]
    [InlineData("CB3FF8000000000000", 1.5)]
    [InlineData("CFFFFFFFFFFFFFFFFF", 18446744073709551615d)]
    public void Number_is_read_in_every_form(string hex, double expected) => MessagePackReader.Read(Convert.FromHexString(hex)).Number.ShouldBe(expected);

    [Theory]
    [InlineData("A0", "")]
    [InlineData("A2C3A9", "é")]
    [InlineData("D90161", "a")]
    [InlineData("DA000161", "a")]
    [InlineData("DB0000000161", "a")]
    public void Text_is_read_in_every_form(string hex, string expected) => MessagePackReader.Read(Convert.FromHexString(hex)).Text.ShouldBe(expected);

    [Theory]
    [InlineData("C40101")]
    [InlineData("C5000101")]
    [InlineData("C60000000101")]
    public void Bytes_are_read_in_every_form(string hex) => MessagePackReader.Read(Convert.FromHexString(hex)).Bytes.ShouldBe([1]);

    [Theory]
    [InlineData("9101")]
    [InlineData("DC000101")]
    [InlineData("DD0000000101")]
    public void List_is_read_in_every_form(string hex) => MessagePackReader.Read(Convert.FromHexString(hex)).Items.Single().Integer.ShouldBe(1);

    [Theory]
    [InlineData("81A16101")]
    [InlineData("DE0001A16101")]
    [InlineData("DF00000001A16101")]
    public void Map_is_read_in_every_form(string hex) => MessagePackReader.Read(Convert.FromHexString(hex)).Entries["a"].Integer.ShouldBe(1);

    [Theory]
    [InlineData("", "The value at byte 0 is cut off.")]
    [InlineData("C1", "Byte 0 (0xC1) begins no value.")]
    [InlineData("D40100", "Byte 0 (0xD4) begins an extension: a value that is not known yet, or of a type that Nomad has not.")]
    [InlineData("A561", "The value at byte 1 is cut off.")]
    [InlineData("A1FF", "The text at byte 1 is not UTF-8.")]
    [InlineData("DDFFFFFFFF", "4294967295 values are said to follow byte 5, and only 0 bytes do.")]
    [InlineData("DFFFFFFFFF00", "8589934590 values are said to follow byte 5, and only 1 bytes do.")]
    [InlineData("810101", "A map has a name that is no text.")]
    [InlineData("82A16101A16102", "A map has 'a' twice.")]
    [InlineData("0101", "There are 1 bytes behind the value.")]
    public void What_is_no_configuration_is_refused(string hex, string message) =>
        Should.Throw<MessagePackException>(() => MessagePackReader.Read(Convert.FromHexString(hex))).Message.ShouldBe(message);

    [Fact]
    public void Depth_has_an_end()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x91, 100_000), 0xC0];
        Should.Throw<MessagePackException>(() => MessagePackReader.Read(bytes)).Message.ShouldBe("Values are nested deeper than 64.");
    }

    [Fact]
    public void Bytes_of_any_kind_give_a_value_or_a_refusal()
    {
        var random = new Random(20260);
        byte[] sample = Convert.FromHexString(Sample);
        int read = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] bytes;
            if (i % 2 == 0)
            {
                bytes = new byte[random.Next(64)];
                random.NextBytes(bytes);
            }
            else
            {
                bytes = [.. sample];
                for (int change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            try
            {
                _ = ConfigBlock.Read(bytes);
                read++;
            }
            catch (ConfigException)
            {
                // A refusal is an answer.
            }
        }
        read.ShouldBeInRange(100, 150_000);
    }
}
