using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Engine.Tests.TestSupport;

/// <summary>Tests of what only a native executable can do: each runs one verb of tests/Drover.TestForker, which checks it.</summary>
public abstract class ForkerTest : EngineTest
{
    /// <summary>Runs it and returns what it printed.</summary>
    /// <exception cref="ShouldAssertException">It did not exit with 0; the message is what it said.</exception>
    private protected string Passes(params string[] words) => Passes(ProcessSpec.Of(TestPrograms.Forker, [.. words.Select(static word => new ByteString(word))]));

    private protected string Passes(ProcessSpec spec)
    {
        Pipeline pipeline = Engine.Start(spec.Redirect(Redirection.Null(0)).Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.Duplicate(2, 1)));
        var text = new StringBuilder();
        using Descriptor output = pipeline.Stages[0].TakePipe(1);
        byte[] buffer = new byte[4096];
        while (output.Read(buffer) is > 0 and var n) text.Append(Encoding.UTF8.GetString(buffer, 0, n));
        pipeline.Completion.Result.Last.ShouldBe(WaitStatus.Exited(0), text.ToString());
        return text.ToString();
    }
}
