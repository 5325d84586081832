using System.Collections.Immutable;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;
using Drover.Runs.Formats;

namespace Drover.Runs.Tests.Formats;

public sealed class FormatTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 20, 12, 34, 56, 789, TimeSpan.Zero);

    [Fact]
    public void Spec_reads_as_it_was_written()
    {
        var spec = new RunSpec
        {
            Command = ["a", new([0xFF, 0x00 + 1]), ""],
            Name = "n",
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add("k", "v").Add("é", "\"\n"),
            WorkingDirectory = new([(byte)'/', 0xFE]),
            Environment = ProcessEnvironment.Of("A=1", new([(byte)'B', (byte)'=', 0xFF])),
            Credentials = new Credentials(1, 2, [3, uint.MaxValue]),
            Nice = -5,
            Umask = 0x3F,
            Timeout = TimeSpan.FromMilliseconds(1),
            IdleTimeout = TimeSpan.FromDays(400),
            StopSignal = Signal.INT,
            Grace = TimeSpan.Zero,
            Leftovers = LeftoverPolicy.Wait,
            MemoryBytes = long.MaxValue,
            Cpus = 1.25,
            Pids = 7,
            OpenFiles = ulong.MaxValue,
            CoreBytes = 0,
            FileBytes = 5,
            PseudoTerminal = new TerminalSize(1, 2),
            Input = InputKind.File,
            InputFile = "/x",
            Restart = RestartPolicy.Always,
            MaxRestarts = 0,
            BackoffMin = TimeSpan.FromMilliseconds(3),
            BackoffMax = TimeSpan.FromMilliseconds(4),
            MaxLogBytes = 9,
            HealthCommand = "true",
            HealthInterval = TimeSpan.FromMilliseconds(6),
            Container = new RunContainer { Start = ["crun", new([0xFE])], PidFile = "/p", Executable = "/e", HiddenMount = "/m", ControlGroups = ["/a/drover/b", "/c/drover/b"] },
            ForwardOutput = "/o",
            ForwardErrors = new([(byte)'/', 0xFD]),
            IsOutputDirect = true,
            EndsWith = new ProcessIdentity(11, 12),
        };
        byte[] text = RunSpecFormat.Write(spec);
        // Byte for byte: a field that is written but not read, or read wrongly, would differ.
        RunSpecFormat.Write(RunSpecFormat.Read(text)).ShouldBe(text);
        RunSpec again = RunSpecFormat.Read(text);
        again.Command[1].Span.ToArray().ShouldBe([0xFF, 1]);
        again.OpenFiles.ShouldBe(ulong.MaxValue);
        again.Container.ShouldNotBeNull().ControlGroups.Length.ShouldBe(2);
        again.Labels["é"].ShouldBe("\"\n");
        foreach (System.Reflection.PropertyInfo property in typeof(RunSpec).GetProperties().Where(p => p.PropertyType.IsValueType || p.PropertyType == typeof(string)))
        {
            if (property.PropertyType != typeof(ImmutableArray<Drover.Engine.ByteString>)) property.GetValue(again).ShouldBe(property.GetValue(spec), property.Name);
        }
    }

    [Fact]
    public void Status_reads_as_it_was_written()
    {
        var status = new RunStatus
        {
            Id = "0123456789ab",
            Name = "n",
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add("k", "v"),
            Command = "c 'd e'",
            WorkingDirectory = "/w",
            State = RunState.Stopping,
            Outcome = RunOutcome.IdleTimedOut,
            LeaderStatus = WaitStatus.Signalled(Signal.QUIT, coreDumped: true),
            Reason = "r",
            CreatedAt = s_time,
            StartedAt = s_time.AddMilliseconds(1),
            EndedAt = s_time.AddMilliseconds(2),
            NextAttemptAt = s_time.AddMilliseconds(3),
            BootId = "b",
            Shim = new ProcessIdentity(1, 2),
            Leader = new ProcessIdentity(3, 4),
            Attempts = [new RunAttempt(1, s_time, null, RunOutcome.Oom, WaitStatus.Exited(3), 4)],
            AttemptCount = 60,
            HasTerminal = true,
            Restart = RestartPolicy.OnFailure,
            Stop = new RunStop(2, TimeSpan.FromMilliseconds(5), s_time, true),
            Leftovers = [new RunLeftover(new ProcessIdentity(7, 8), "x", "y")],
            Usage = new ResourceUsage(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), 3, 4, 5, 6, 7, 8, 9),
            LogRecords = 1,
            LogBytes = 2,
            LogLostBytes = 3,
            StraysReaped = 4,
            Health = "healthy",
            Stuck = "s",
            ControlGroups = ["/a", "/b"],
            StartFailedStatus = 125,
        };
        byte[] text = RunStatusFormat.Write(status);
        RunStatus again = RunStatusFormat.Read(text);
        RunStatusFormat.Write(again).ShouldBe(text);
        again.Attempts.ShouldBe(status.Attempts);
        again.Leftovers.ShouldBe(status.Leftovers);
        again.ControlGroups.ShouldBe(status.ControlGroups);
        (again with { Attempts = default, Leftovers = default, ControlGroups = default, Labels = status.Labels })
            .ShouldBe(status with { Attempts = default, Leftovers = default, ControlGroups = default });
    }

    [Fact]
    public void Fields_of_a_later_program_are_passed_over()
    {
        RunStatusFormat.Read("""{"format":1,"later":{"a":[1,{"b":2}]},"id":"x","state":"ended","outcome":"exited","exitCode":3,"more":null}"""u8).ExitStatus.ShouldBe(3);
        RunSpecFormat.Read("""{"format":1,"later":[[]],"command":["x"]}"""u8).Command.Length.ShouldBe(1);
    }

    [Fact]
    public void Any_cut_of_a_status_is_damage_and_never_another_failure()
    {
        byte[] text = RunStatusFormat.Write(new RunStatus { Id = "0123456789ab", Attempts = [new RunAttempt(1, s_time, s_time, RunOutcome.Exited, WaitStatus.Exited(3), 4)], Usage = new ResourceUsage() with { MinorFaults = 1 } });
        for (int length = 0; length < text.Length; length++)
        {
            Exception? failure = Record.Exception(() => RunStatusFormat.Read(text.AsSpan(0, length)));
            failure.ShouldNotBeNull().ShouldBeAssignableTo<System.Text.Json.JsonException>();
        }
    }
}
