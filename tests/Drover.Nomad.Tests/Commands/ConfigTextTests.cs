using Drover.Nomad.Commands;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol;
using Drover.Nomad.Protocol.HclSpec;

namespace Drover.Nomad.Tests.Commands;

public sealed class ConfigTextTests
{
    private static readonly Spec s_schema = ConfigSchema.Of(
        ConfigSchema.Value("text", "string"), ConfigSchema.Value("truth", "bool", "false"), ConfigSchema.Value("number", "number"), ConfigSchema.Value("texts", "list(string)"),
        ConfigSchema.Names("names", "string"), ConfigSchema.Blocks("blocks", ConfigSchema.Of(ConfigSchema.Value("source", "string"), ConfigSchema.Value("readonly", "bool"))));

    [Fact]
    public void Words_become_the_values_that_the_schema_wants()
    {
        ConfigBlock block = Read("text=[1]=x", "truth=true", "number=-3", "texts=a", "texts=[\"b\",\"c\"]", "names={\"k\":\"v\"}", "blocks={\"source\":\"/a\",\"readonly\":true}", "blocks=[{\"source\":\"/b\"}]");
        block.Text("text").ShouldBe("[1]=x");
        block.Truth("truth").ShouldBe(true);
        block.Integer("number").ShouldBe(-3);
        block.Texts("texts").ShouldBe(["a", "b", "c"]);
        block.TextMap("names")["k"].ShouldBe("v");
        block.Blocks("blocks").Select(mount => (mount.Text("source"), mount.Truth("readonly"))).ShouldBe([("/a", true), ("/b", null)]);
    }

    [Theory]
    [InlineData("text", "--config: 'text' is not NAME=VALUE.")]
    [InlineData("=x", "--config: '=x' is not NAME=VALUE.")]
    [InlineData("txt=x", "--config: there is no option 'txt'. There are: blocks, names, number, text, texts, truth.")]
    [InlineData("truth=yes", "--config: truth is true or false, not 'yes'.")]
    [InlineData("number=x", "--config: number is a number, not 'x'.")]
    [InlineData("names=x", "--config: names is given as JSON, such as names='{…}'; 'x' is none.")]
    [InlineData("blocks={", "--config: blocks is given as JSON, such as blocks='[…]'; '{' is none.")]
    [InlineData("blocks={\"src\":\"x\"}", "--config blocks: there is no option 'src'. There are: readonly, source.")]
    public void Word_that_does_not_fit_is_refused(string word, string message) => Should.Throw<UsageException>(() => Read(word)).Message.ShouldBe(message);

    [Theory]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Numbers_are_written_as_they_are_read(long number) => MessagePackReader.Read(MessagePackWriter.Write(ConfigValue.Of(number))).Integer.ShouldBe(number);

    [Fact]
    public void Fractions_bytes_and_nothing_are_written_as_they_are_read()
    {
        MessagePackReader.Read(MessagePackWriter.Write(ConfigValue.Of(1.25))).Number.ShouldBe(1.25);
        MessagePackReader.Read(MessagePackWriter.Write(ConfigValue.Null)).Kind.ShouldBe(ConfigKind.Null);
        MessagePackReader.Read(MessagePackWriter.Write(new ConfigValue { Kind = ConfigKind.Bytes, Bytes = [1, 2] })).Bytes.ShouldBe([1, 2]);
    }

    private static ConfigBlock Read(params string[] words) => ConfigBlock.Read(MessagePackWriter.Write(ConfigText.Read("--config", s_schema, words)));
}
