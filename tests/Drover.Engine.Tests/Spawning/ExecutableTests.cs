using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Spawning;

public sealed class ExecutableTests : EngineTest
{
    private static readonly byte[] s_notUtf8 = [(byte)'a', 0xFF, 0xC3, (byte)'(', 0x80];

    [Fact]
    public void Arguments_reach_the_program_byte_for_byte()
    {
        (_, string output) = Run(Program("print-args", new ByteString(s_notUtf8), "", "with space", "ä"));
        output.ShouldBe(Encoding.Latin1.GetString([.. s_notUtf8, 0, 0, .. "with space\0"u8, .. "ä\0"u8]));
    }

    [Fact]
    public void Environment_reaches_the_program_byte_for_byte_and_in_order()
    {
        var environment = ProcessEnvironment.Of("B=2", "A=1", new ByteString([.. "X="u8, .. s_notUtf8]), "no equals sign", "EMPTY=");
        (_, string output) = Run(Program("print-env") with { Environment = environment });
        output.ShouldBe(Encoding.Latin1.GetString([.. "B=2\0A=1\0X="u8, .. s_notUtf8, 0, .. "no equals sign\0EMPTY=\0"u8]));
    }

    [Fact]
    public void Environment_passes_the_helper_unchanged()
    {
        var environment = ProcessEnvironment.Of("B=2", new ByteString([.. "X="u8, .. s_notUtf8]));
        (_, string output) = Run(Program("print-env") with { Environment = environment, Umask = 0 });
        output.ShouldBe(Encoding.Latin1.GetString([.. "B=2\0X="u8, .. s_notUtf8, 0]));
    }

    [Fact]
    public void An_empty_environment_is_empty()
    {
        Run(Program("print-env") with { Environment = ProcessEnvironment.Empty }).Output.ShouldBe("");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_programs_own_name_can_differ_from_its_file(bool helper)
    {
        (_, string output) = Run(ProcessSpec.Of("sh", "-c", "echo $0") with { Name = "my-name", Umask = helper ? 18 : null });
        // sh -c without an operand takes argv[0] for $0.
        output.ShouldBe("my-name\n");
    }

    [Fact]
    public void Path_is_the_childs_and_not_ours()
    {
        Temporary.WriteExecutable("only-here", "#!/bin/sh\necho found");
        ProcessSpec spec = ProcessSpec.Of("only-here");
        Run(spec with { Environment = ProcessEnvironment.Of($"PATH=/nowhere:{Temporary.Path}") }).Output.ShouldBe("found\n");
        Should.Throw<SpawnException>(() => Engine.Start(spec)).ExitStatus.ShouldBe(127);
        Should.Throw<SpawnException>(() => Engine.Start(ProcessSpec.Of("sh") with { Environment = ProcessEnvironment.Of("PATH=/nowhere") })).ExitStatus.ShouldBe(127);
    }

    [Theory]
    [InlineData("PATH=bin", "bin")]
    [InlineData("PATH=/nowhere:bin:", "bin")]
    [InlineData("PATH=/nowhere:", ".")]
    [InlineData("PATH=:/nowhere", ".")]
    [InlineData("PATH=/nowhere::/none", ".")]
    [InlineData("PATH=", ".")]
    public void Relative_and_empty_path_entries_start_at_the_childs_working_directory(string path, string place)
    {
        Directory.CreateDirectory(Temporary["bin"]);
        Temporary.WriteExecutable($"{place}/only-here", "#!/bin/sh\necho found");
        Run(ProcessSpec.Of("only-here") with { Environment = ProcessEnvironment.Of(path), WorkingDirectory = Temporary.Path }).Output.ShouldBe("found\n");
    }

    [Fact]
    public void Without_path_the_systems_directories_are_searched()
    {
        Run(ProcessSpec.Of("sh", "-c", "echo found") with { Environment = ProcessEnvironment.Empty }).Output.ShouldBe("found\n");
    }

    [Fact]
    public void A_file_that_cannot_be_executed_is_passed_over_when_a_later_entry_has_one()
    {
        Directory.CreateDirectory(Temporary["a/only-here"]);
        Directory.CreateDirectory(Temporary["b"]);
        File.WriteAllText(Temporary["b/only-here"], "not executable");
        Directory.CreateDirectory(Temporary["c"]);
        ProcessSpec spec = ProcessSpec.Of("only-here") with { Environment = ProcessEnvironment.Of($"PATH={Temporary["a"]}:{Temporary["b"]}:{Temporary["c"]}") };
        Should.Throw<SpawnException>(() => Engine.Start(spec)).ExitStatus.ShouldBe(126);
        Temporary.WriteExecutable("c/only-here", "#!/bin/sh\necho found");
        Run(spec).Output.ShouldBe("found\n");
    }

    [Fact]
    public void A_relative_executable_starts_at_the_childs_working_directory()
    {
        Directory.CreateDirectory(Temporary["sub"]);
        Temporary.WriteExecutable("sub/tool", "#!/bin/sh\npwd");
        Run(ProcessSpec.Of("./tool") with { WorkingDirectory = Temporary["sub"] }).Output.ShouldBe(Temporary["sub"] + "\n");
        Run(ProcessSpec.Of("sub/tool") with { WorkingDirectory = Temporary.Path, Umask = 18 }).Output.ShouldBe(Temporary.Path + "\n");
    }

    [Fact]
    public void A_working_directory_that_can_be_entered_but_not_listed_will_do()
    {
        Directory.CreateDirectory(Temporary["dark"]);
        File.SetUnixFileMode(Temporary["dark"], UnixFileMode.UserExecute);
        Run(Program("print-cwd") with { WorkingDirectory = Temporary["dark"] }).Output.ShouldBe(Temporary["dark"] + "\n");
    }

    [Theory]
    [InlineData("none", 2, "No such file or directory")]
    [InlineData("file", 20, "Not a directory")]
    public void A_working_directory_that_is_none_is_named(string name, int errno, string reason)
    {
        File.WriteAllText(Temporary["file"], "");
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(Shell(":") with { WorkingDirectory = Temporary[name] }));
        (e.Step, e.Errno, e.ExitStatus).ShouldBe((SpawnStep.WorkingDirectory, errno, 125));
        e.Message.ShouldBe($"working directory {Temporary[name]}: {reason}");
    }

    [Theory]
    [InlineData("none", SpawnStep.Resolve, 2, 127, "No such file or directory")]
    [InlineData("not-executable", SpawnStep.Resolve, 13, 126, "Permission denied")]
    [InlineData("directory", SpawnStep.Resolve, 21, 126, "Is a directory")]
    [InlineData("file/below", SpawnStep.Resolve, 20, 126, "Not a directory")]
    [InlineData("no-interpreter", SpawnStep.Execute, 2, 127, "its interpreter was not found (look at its first line, or run 'file' on it)")]
    [InlineData("binary-garbage", SpawnStep.Execute, 8, 126, "not a program for this machine")]
    public void What_cannot_be_executed_is_told_apart(string name, SpawnStep step, int errno, int status, string reason)
    {
        File.WriteAllText(Temporary["file"], "");
        File.WriteAllText(Temporary["not-executable"], "#!/bin/sh\n");
        Directory.CreateDirectory(Temporary["directory"]);
        Temporary.WriteExecutable("no-interpreter", "#!/no/such/interpreter\n");
        Temporary.WriteExecutable("binary-garbage", "\u007f\0\0\u0001\n");
        foreach (int? umask in (int?[])[null, 18])
        {
            SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(ProcessSpec.Of(Temporary[name]) with { Umask = umask }));
            (e.Step, e.Errno, e.ExitStatus).ShouldBe((step, errno, status));
            e.Message.ShouldBe($"{Temporary[name]}: {reason}");
        }
    }

    [Fact]
    public void A_missing_command_is_127_with_the_words_of_shells()
    {
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(ProcessSpec.Of("no-such-program")));
        (e.ExitStatus, e.Step, e.Message).ShouldBe((127, SpawnStep.Resolve, "no-such-program: command not found"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_text_file_without_interpreter_line_is_run_by_the_shell(bool helper)
    {
        Temporary.WriteExecutable("script", "echo \"$0 $1\"\n");
        ProcessSpec spec = ProcessSpec.Of(Temporary["script"], "one") with { Umask = helper ? 18 : null };
        Run(spec).Output.ShouldBe($"{Temporary["script"]} one\n");
        Should.Throw<SpawnException>(() => Engine.Start(spec with { ScriptShell = null })).ExitStatus.ShouldBe(126);
    }

    [Fact]
    public void Too_long_a_command_line_is_refused_by_the_kernel()
    {
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(ProcessSpec.Of("true", new ByteString(new string('x', 200_000)))));
        (e.Step, e.Errno, e.ExitStatus).ShouldBe((SpawnStep.Execute, 7, 126));
        e.Message.ShouldBe("true: Argument list too long");
    }

    [Fact]
    public void Embedded_NUL_bytes_and_other_nonsense_are_refused_before_anything_starts()
    {
        ProcessSpec spec = ProcessSpec.Of("true");
        ProcessSpec[] wrong =
        [
            spec with { Executable = "tr\0ue" },
            spec with { Executable = "" },
            spec with { Name = "na\0me" },
            spec with { Arguments = ["a\0b"] },
            spec with { Arguments = default },
            spec with { WorkingDirectory = "/t\0mp" },
            spec with { WorkingDirectory = "" },
            spec with { Umask = 512 },
            spec with { Nice = 20 },
            spec with { OomScoreAdjustment = 1001 },
            spec with { Credentials = new Credentials(uint.MaxValue, 0, []) },
            spec with { Credentials = new Credentials(0, uint.MaxValue, []) },
            spec with { Credentials = new Credentials(0, 0, default) },
            spec with { ControlGroupFiles = ["a\0b"] },
            spec with { IgnoredSignals = SignalSet.Of(Signal.KILL) },
            spec.Redirect(Redirection.File(1, "a\0b", OpenMode.Truncate)),
        ];
        foreach (ProcessSpec each in wrong)
        {
            Should.Throw<ArgumentException>(() => Engine.Start(each));
            Should.Throw<ArgumentException>(() => Engine.Start(PipelineSpec.Of(Shell($"echo > {Temporary["started"]}"), each)));
        }
        Should.Throw<ArgumentException>(() => ProcessEnvironment.Of("A=\0"));
        Should.Throw<ArgumentException>(() => ProcessEnvironment.Empty.Set("A", "\0"));
        Should.Throw<ArgumentException>(() => Engine.Start(new PipelineSpec { Stages = [] }));
        Should.Throw<ArgumentException>(() => Engine.Start(PipelineSpec.Of(spec, spec) with { Placement = GroupPlacement.NewSession }));
        Should.Throw<ArgumentException>(() => Engine.Start(PipelineSpec.Of(spec) with { ControllingTerminal = "/dev/tty" }));
        File.Exists(Temporary["started"]).ShouldBeFalse();
    }
}
