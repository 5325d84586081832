using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Shell.Syntax.Tests.Parsing;

/// <summary>On the main thread of a native executable, where the shell parses.</summary>
public sealed class NativeNestingTests
{
    [Theory]
    [InlineData(8192)]
    [InlineData(256)]
    public void No_opener_nested_100_000_times_overflows_the_stack(int kilobytes)
    {
        ByteString[] arguments = ["-c", $"ulimit -s {kilobytes}; exec \"$0\" nest 100000", TestPrograms.Forker];
        using ProcessEngine engine = new();
        using Pipeline pipeline = engine.Start(ProcessSpec.Of("sh", arguments).Redirect(Redirection.PipeFromChild(1)));
        using Descriptor output = pipeline.Stages[0].TakePipe(1);
        byte[] buffer = new byte[4096];
        StringBuilder text = new();
        for (int n; (n = output.Read(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, n));
        pipeline.Wait().Last.ToString().ShouldBe("exited with 0", text.ToString());
        text.ToString().ShouldStartWith("51 openers, ");
    }
}
