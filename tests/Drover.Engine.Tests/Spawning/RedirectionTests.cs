using System.Collections.Immutable;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Spawning;

public sealed class RedirectionTests : EngineTest
{
    private const string BothStreams = "echo out; echo err >&2";

    [Fact]
    public void Standard_error_follows_standard_output_into_the_file_when_duplicated_after_it()
    {
        Status(Shell(BothStreams).Redirect(ToFile(1)).Redirect(Redirection.Duplicate(2, 1)));
        FileText().ShouldBe("out\nerr\n");
    }

    [Fact]
    public void Standard_error_stays_where_standard_output_was_when_duplicated_before_it()
    {
        (_, string output) = Run(Shell(BothStreams).Redirect(Redirection.Duplicate(2, 1)).Redirect(ToFile(1)));
        output.ShouldBe("err\n");
        FileText().ShouldBe("out\n");
    }

    [Fact]
    public void Standard_streams_can_be_swapped()
    {
        using Pipeline pipeline = Engine.Start(Shell(BothStreams)
            .Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.PipeFromChild(2))
            .Redirect(Redirection.Duplicate(3, 1)).Redirect(Redirection.Duplicate(1, 2)).Redirect(Redirection.Duplicate(2, 3)).Redirect(Redirection.Close(3)));
        using Descriptor first = pipeline.Stages[0].TakePipe(1);
        using Descriptor second = pipeline.Stages[0].TakePipe(2);
        ReadAll(first).ShouldBe("err\n"u8.ToArray());
        ReadAll(second).ShouldBe("out\n"u8.ToArray());
        pipeline.Wait().ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void A_source_may_have_the_number_of_anothers_target()
    {
        using Descriptor a = Descriptor.Open(Temporary["a"], OpenMode.Truncate);
        using Descriptor b = Descriptor.Open(Temporary["b"], OpenMode.Truncate);
        // In the child b gets a's number here and a gets b's.
        Status(Shell($"echo to-a > /proc/self/fd/{b.Number}; echo to-b > /proc/self/fd/{a.Number}")
            .Redirect(Redirection.Descriptor(a.Number, b)).Redirect(Redirection.Descriptor(b.Number, a)));
        File.ReadAllText(Temporary["a"]).ShouldBe("to-a\n");
        File.ReadAllText(Temporary["b"]).ShouldBe("to-b\n");
    }

    [Fact]
    public void Between_and_above_the_targets_everything_is_closed_also_what_they_are_made_of()
    {
        using Descriptor low = Descriptor.Open(Temporary["low"], OpenMode.Truncate);
        using Descriptor high = OwnNumbers.TryDuplicate(low.Number, 150, out _)!;
        // The first target's source lies between the targets, and nothing else comes to its number.
        (_, string output) = Run(ProcessSpec.Of("bash", "-c", "for ((n = 3; n < 256; n++)); do [[ ! -e /proc/self/fd/$n ]] || echo $n; done; echo written >&100; echo too >&200")
            .Redirect(Redirection.Descriptor(100, high)).Redirect(Redirection.Descriptor(200, low)));
        output.ShouldBe("100\n200\n");
        File.ReadAllText(Temporary["low"]).ShouldBe("written\ntoo\n");
    }

    [Fact]
    public void A_descriptor_can_keep_its_own_number()
    {
        using Descriptor file = Descriptor.Open(Temporary["f"], OpenMode.Truncate);
        Status(Shell($"echo kept > /proc/self/fd/{file.Number}").Redirect(Redirection.Descriptor(file.Number, file)));
        FileText().ShouldBe("kept\n");
    }

    [Theory]
    [InlineData(9)]
    [InlineData(50)]
    [InlineData(200)]
    public void High_numbers_are_reached_and_nothing_below_them_is_open(int number)
    {
        (_, string output) = Run(Program("print-fds").Redirect(ToFile(number)));
        Numbers(output).ShouldBe([0, 1, 2, number]);
        output.ShouldContain($"{number} {Temporary["f"]}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_closed_number_is_not_open_in_the_child(int number)
    {
        (_, string output) = Run(Program("print-fds").Redirect(Redirection.Close(number)));
        Numbers(output).ShouldBe(number == 0 ? [1, 2] : [0, 1]);
    }

    [Fact]
    public void Nothing_but_the_standard_streams_reaches_a_child()
    {
        using Descriptor inherited = Descriptor.Open("/dev/null", OpenMode.Read);
        ClearCloseOnExec(inherited);
        (_, string output) = Run(Program("print-fds"));
        Numbers(output).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Nothing_but_the_standard_streams_passes_the_helper()
    {
        (_, string output) = Run(Program("print-fds").Redirect(ToFile(7)) with { Umask = 0 });
        Numbers(output).ShouldBe([0, 1, 2, 7]);
    }

    [Fact]
    public void Every_way_of_opening_a_file_does_what_the_shells_operator_does()
    {
        string path = Temporary["f"];
        File.WriteAllText(path, "old\n");
        Status(Shell("echo more").Redirect(Redirection.File(1, path, OpenMode.Append)));
        FileText().ShouldBe("old\nmore\n");
        Run(Shell("cat").Redirect(Redirection.File(0, path, OpenMode.Read))).Output.ShouldBe("old\nmore\n");
        Status(Shell("printf NEW >&0").Redirect(Redirection.File(0, path, OpenMode.ReadWrite)));
        FileText().ShouldBe("NEW\nmore\n");
        Should.Throw<SpawnException>(() => Engine.Start(Shell(":").Redirect(Redirection.File(1, path, OpenMode.CreateNew)))).Errno.ShouldBe(17);
        Status(Shell("echo new").Redirect(ToFile(1)));
        FileText().ShouldBe("new\n");
    }

    [Fact]
    public void Input_can_be_written_through_a_pipe()
    {
        using Pipeline pipeline = Engine.Start(ProcessSpec.Of("cat").Redirect(Redirection.PipeToChild(0)).Redirect(Redirection.PipeFromChild(1)));
        using (Descriptor input = pipeline.Stages[0].TakePipe(0)) input.WriteAll("through"u8).ShouldBeTrue();
        ReadAll(pipeline.Stages[0]).ShouldBe("through");
        pipeline.Wait().ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void A_stages_own_redirection_wins_over_the_pipe()
    {
        (PipelineStatus status, string output) = Run(PipelineSpec.Of(Shell("echo lost").Redirect(ToFile(1)), ProcessSpec.Of("cat")));
        output.ShouldBe("");
        FileText().ShouldBe("lost\n");
        status.PipeFailStatus.ShouldBe(0);
    }

    [Fact]
    public void A_missing_file_of_a_redirection_is_named()
    {
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(Shell(":").Redirect(Redirection.File(0, Temporary["none"], OpenMode.Read))));
        (e.Step, e.Errno, e.ExitStatus).ShouldBe((SpawnStep.Redirection, 2, 125));
        e.Message.ShouldBe($"{Temporary["none"]}: No such file or directory");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(700)]
    public void Duplicating_what_is_not_open_is_an_error_with_its_number(int number)
    {
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(Shell(":").Redirect(Redirection.Duplicate(1, number))));
        (e.Step, e.ExitStatus).ShouldBe((SpawnStep.Redirection, 125));
        e.Message.ShouldBe($"descriptor {number}: Bad file descriptor");
    }

    [Fact]
    public void Duplicating_what_the_list_has_closed_is_an_error()
    {
        Should.Throw<SpawnException>(() => Engine.Start(Shell(":").Redirect(Redirection.Close(1)).Redirect(Redirection.Duplicate(2, 1))))
            .Message.ShouldBe("descriptor 1: Bad file descriptor");
    }

    [Fact]
    public void Inheriting_a_number_that_is_not_open_here_is_an_error_with_its_number()
    {
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(Shell(":").Redirect(Redirection.Inherit(1, 900))));
        e.Message.ShouldBe("descriptor 900: Bad file descriptor");
        e.Step.ShouldBe(SpawnStep.Redirection);
    }

    [Fact]
    public void A_target_above_the_limit_of_descriptors_is_an_error_with_its_number()
    {
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(Shell(":").Redirect(Redirection.Null(2_000_000_000))));
        e.Message.ShouldBe("descriptor 2000000000: Bad file descriptor");
        e.Step.ShouldBe(SpawnStep.Redirection);
    }

    [Fact]
    public void A_relative_path_starts_at_the_childs_working_directory()
    {
        Directory.CreateDirectory(Temporary["sub"]);
        Status(Shell("pwd").Redirect(Redirection.File(1, "f", OpenMode.Truncate)) with { WorkingDirectory = Temporary["sub"] });
        File.ReadAllText(Temporary["sub/f"]).ShouldBe(Temporary["sub"] + "\n");
    }

    [Fact]
    public void Descriptors_are_not_left_open_by_any_failure()
    {
        ProcessSpec wired = Shell(":").Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.PipeToChild(5)).Redirect(ToFile(6));
        ProcessSpec[] failing =
        [
            wired.Redirect(Redirection.File(0, Temporary["none"], OpenMode.Read)),
            wired.Redirect(Redirection.Duplicate(1, 99)),
            wired with { Executable = "no-such-program" },
            wired with { WorkingDirectory = Temporary["none"] },
            wired with { Executable = "no-such-program", Umask = 0 },
            wired with { Executable = "/etc/passwd", Umask = 0 },
        ];
        foreach (ProcessSpec spec in failing)
        {
            Should.Throw<SpawnException>(() => Engine.Start(spec)).Stage.ShouldBe(0);
            Should.Throw<SpawnException>(() => Engine.Start(PipelineSpec.Of(wired, wired, spec, wired))).Stage.ShouldBe(2);
        }
        Engine.Live.ShouldBeEmpty();
    }

    private static ImmutableArray<int> Numbers(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line.Split(' ')[0]))];

    private static void ClearCloseOnExec(Descriptor descriptor) =>
        Libc.fcntl(descriptor.Number, Libc.F_SETFD, 0).ShouldBe(0);

    private Redirection ToFile(int target) => Redirection.File(target, Temporary["f"], OpenMode.Truncate);

    private string FileText() => File.ReadAllText(Temporary["f"]);

    private void Status(ProcessSpec spec) => Engine.Start(spec).Wait().ExitStatus.ShouldBe(0);
}
