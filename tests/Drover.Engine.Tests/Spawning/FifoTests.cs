using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Spawning;

/// <summary>Opening a FIFO waits for the other side: the child does, Start does not.</summary>
public sealed class FifoTests : EngineTest
{
    private string Fifo
    {
        get
        {
            string path = Temporary["fifo"];
            if (!File.Exists(path)) Engine.Start(ProcessSpec.Of("mkfifo", path)).Wait().ExitStatus.ShouldBe(0);
            return path;
        }
    }

    [Fact]
    public void Reader_and_writer_find_each_other_whoever_starts_first()
    {
        foreach (bool readerFirst in (bool[])[true, false])
        {
            PipelineSpec reading = Captured(PipelineSpec.Of(ProcessSpec.Of("cat").Redirect(Redirection.File(0, Fifo, OpenMode.Read))));
            PipelineSpec writing = PipelineSpec.Of(ProcessSpec.Of("echo", "through").Redirect(Redirection.File(1, Fifo, OpenMode.Append)));
            Pipeline first = Engine.Start(readerFirst ? reading : writing);
            Pipeline second = Engine.Start(readerFirst ? writing : reading);
            ReadAll((readerFirst ? first : second).Stages[0]).ShouldBe("through\n");
            first.Wait().ExitStatus.ShouldBe(0);
            second.Wait().ExitStatus.ShouldBe(0);
        }
    }

    [Fact]
    public void A_fifo_can_be_duplicated_and_opened_at_high_numbers()
    {
        Pipeline writer = Engine.Start(Shell("echo out; echo err >&2; echo nine >&9")
            .Redirect(Redirection.File(9, Fifo, OpenMode.Truncate)).Redirect(Redirection.Duplicate(1, 9)).Redirect(Redirection.Duplicate(2, 1)));
        Encoding.ASCII.GetString(ReadFifo()).ShouldBe("out\nerr\nnine\n");
        writer.Wait().ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void A_later_redirection_takes_the_number_but_the_fifo_is_opened_all_the_same()
    {
        Pipeline writer = Engine.Start(Shell("echo to-file")
            .Redirect(Redirection.File(1, Fifo, OpenMode.Truncate)).Redirect(Redirection.File(1, Temporary["f"], OpenMode.Truncate)));
        ReadFifo().ShouldBeEmpty();
        writer.Wait().ExitStatus.ShouldBe(0);
        File.ReadAllText(Temporary["f"]).ShouldBe("to-file\n");
    }

    [Fact]
    public void Nothing_else_reaches_the_program()
    {
        Pipeline program = Engine.Start(Captured(PipelineSpec.Of(Program("print-fds").Redirect(Redirection.File(5, Fifo, OpenMode.Read)))));
        Descriptor.Open(Fifo, OpenMode.WriteExisting).Dispose();
        ReadAll(program.Stages[0]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ShouldBe(["0", "1", "2", "5"]);
        program.Wait();
    }

    [Fact]
    public async Task What_waits_for_the_other_side_can_be_stopped()
    {
        Pipeline waiting = Engine.Start(ProcessSpec.Of("cat").Redirect(Redirection.File(0, Fifo, OpenMode.Read)));
        Engine.Start(ProcessSpec.Of("true")).Wait().ExitStatus.ShouldBe(0);
        StopReport report = await waiting.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromSeconds(30)));
        report.Escalated.ShouldBeFalse();
        waiting.Status!.Last.ShouldBe(WaitStatus.Signalled(Signal.TERM));
    }

    [Fact]
    public void Reading_and_writing_needs_no_other_side()
    {
        Run(Shell("echo self >&0; head -n 1").Redirect(Redirection.File(0, Fifo, OpenMode.ReadWrite))).Output.ShouldBe("self\n");
    }

    [Fact]
    public void A_missing_executable_is_told_before_the_waiting()
    {
        Should.Throw<SpawnException>(() => Engine.Start(ProcessSpec.Of("/none").Redirect(Redirection.File(0, Fifo, OpenMode.Read)))).ExitStatus.ShouldBe(127);
    }

    [Fact]
    public void What_fails_after_the_waiting_is_said_by_the_child()
    {
        Temporary.WriteExecutable("no-interpreter", "#!/no/such/interpreter\n");
        Pipeline program = Engine.Start(ProcessSpec.Of(Temporary["no-interpreter"])
            .Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.Duplicate(2, 1)).Redirect(Redirection.File(0, Fifo, OpenMode.Read)));
        Descriptor.Open(Fifo, OpenMode.WriteExisting).Dispose();
        ReadAll(program.Stages[0]).ShouldBe($"{Temporary["no-interpreter"]}: No such file or directory\n");
        program.Wait().ExitStatus.ShouldBe(127);
    }

    private byte[] ReadFifo()
    {
        using Descriptor reader = Descriptor.Open(Fifo, OpenMode.Read);
        return ReadAll(reader);
    }
}
