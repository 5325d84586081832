using Drover.Engine.Descriptors;
using Drover.Testing;

namespace Drover.Runs.Tests;

public sealed class RunStoreTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Run_is_found_by_id_name_and_unique_prefix()
    {
        using Run run = _store.Start(_store.Program("obey") with { Name = "builder" });
        foreach (string reference in new[] { run.Id, run.Id[..6], "builder", "buil" })
        {
            using Run found = _store.Store.Open(reference);
            found.Id.ShouldBe(run.Id);
        }
    }

    [Fact]
    public void Unknown_run_is_one_sentence()
        => Should.Throw<RunException>(() => _store.Store.Open("nobody")).Message.ShouldBe("No run is named 'nobody' or has an id that begins so. 'drover ps -a' lists all.");

    [Fact]
    public void Ambiguous_prefix_names_the_candidates()
    {
        using Run one = _store.Start(_store.Program("obey") with { Name = "same-one" });
        using Run two = _store.Start(_store.Program("obey") with { Name = "same-two" });
        string message = Should.Throw<RunException>(() => _store.Store.Open("same")).Message;
        message.ShouldStartWith("'same' could be any of 2 runs: ");
        message.ShouldContain(one.Id);
        message.ShouldContain(two.Id);
    }

    [Theory]
    [InlineData("../runs")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void Reference_that_is_a_path_is_no_run(string reference) => Should.Throw<RunException>(() => _store.Store.Open(reference));

    [Fact]
    public void Name_of_a_live_run_is_refused_and_leaves_nothing_of_the_second()
    {
        using Run first = _store.Start(_store.Program("obey") with { Name = "web" });
        Should.Throw<RunException>(() => _store.Start(_store.Program("obey") with { Name = "web" })).Message
            .ShouldBe($"The name 'web' is in use by live run {first.Id}. Stop that first, or choose another name.");
        _store.Store.Ids().ShouldBe([first.Id]);
        Directory.GetFiles(Path.Combine(_store.Path, "live")).Length.ShouldBe(1);
    }

    [Fact]
    public void Name_of_an_ended_run_goes_to_the_next_and_stays_there_when_the_first_is_removed()
    {
        (Run first, _) = _store.Run(_store.Program("exit") with { Name = "web" });
        (Run second, _) = _store.Run(_store.Program("exit") with { Name = "web" });
        using (first)
        using (second)
        {
            using Run named = _store.Store.Open("web");
            named.Id.ShouldBe(second.Id);
            _store.Store.Remove(first);
            using Run still = _store.Store.Open("web");
            still.Id.ShouldBe(second.Id);
            _store.Store.Remove(second);
            Should.Throw<RunException>(() => _store.Store.Open("web"));
        }
    }

    [Fact]
    public void Name_of_an_ended_run_is_free_though_its_shim_still_holds_the_lock()
    {
        (Run first, _) = _store.Run(_store.Program("exit") with { Name = "web" });
        using (first)
        {
            Eventually.IsTrue(() => !first.IsHeld);
            Descriptor shim = Descriptor.Open(".", OpenMode.Directory, directory: first.DirectoryDescriptor);
            DirectoryFiles.TryLock(shim).ShouldBeTrue();
            using var late = new Timer(_ => shim.Dispose(), null, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);
            (Run second, _) = _store.Run(_store.Program("exit") with { Name = "web" });
            second.Dispose();
        }
    }

    [Fact]
    public void Name_that_ends_like_a_temporary_file_is_a_name()
    {
        (Run first, _) = _store.Run(_store.Program("exit") with { Name = "web.new" });
        (Run second, _) = _store.Run(_store.Program("exit") with { Name = "web" });
        using Run found = _store.Store.Open("web.new");
        found.Id.ShouldBe(first.Id);
        first.Dispose();
        second.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Name_that_cannot_be_one_is_refused(string name) => Should.Throw<RunException>(() => _store.Start(_store.Program("exit") with { Name = name }));

    [Fact]
    public void Two_that_ask_for_one_name_at_once_get_it_once()
    {
        int started = 0, refused = 0;
        Parallel.For(0, 8, _ =>
        {
            try
            {
                _store.Start(_store.Program("obey") with { Name = "only" }).Dispose();
                Interlocked.Increment(ref started);
            }
            catch (RunException)
            {
                Interlocked.Increment(ref refused);
            }
        });
        (started, refused).ShouldBe((1, 7));
        _store.Store.Ids().Count.ShouldBe(1);
    }

    [Fact]
    public void Spec_that_nobody_could_carry_out_is_refused_before_anything_is_made()
    {
        RunSpec good = _store.Program("exit");
        RunSpec[] bad =
        [
            good with { Command = [] },
            good with { Command = [""] },
            good with { Command = ["a\0b"] },
            good with { WorkingDirectory = "relative" },
            good with { Timeout = TimeSpan.Zero },
            good with { IdleTimeout = TimeSpan.FromSeconds(-1) },
            good with { Grace = TimeSpan.FromSeconds(-1) },
            good with { Umask = 0x200 },
            good with { Nice = 20 },
            good with { Pids = 0 },
            good with { Cpus = 0 },
            good with { Cpus = double.NaN },
            good with { MemoryBytes = -1 },
            good with { HealthInterval = TimeSpan.Zero },
            good with { BackoffMin = TimeSpan.FromSeconds(2), BackoffMax = TimeSpan.FromSeconds(1) },
            good with { MaxRestarts = -1 },
            good with { MaxLogBytes = 0 },
            good with { ForwardOutput = "relative" },
            good with { IsOutputDirect = true, PseudoTerminal = Engine.Terminals.TerminalSize.Default },
            good with { ForwardErrors = "" },
            good with { Container = new RunContainer { Start = [], PidFile = "/pid" } },
            good with { Container = new RunContainer { Start = ["crun"], PidFile = "pid" } },
            good with { Container = new RunContainer { Start = ["crun"], PidFile = "/pid" }, Pids = 5 },
            good with { Input = InputKind.File },
            good with { Input = InputKind.File, InputFile = "relative" },
        ];
        foreach (RunSpec spec in bad) Should.Throw<ArgumentException>(() => _store.Start(spec));
        _store.Store.Ids().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"state\":\"dancing\"}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"state\":\"ended\",\"outcome\":\"eaten\"}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"attempts\":5}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"attempts\":[5]}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"leader\":7}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"usage\":[]}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"labels\":\"k=v\"}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"attemptCount\":1e99}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"stop\":{\"graceMs\":9223372036854775807}}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"createdAt\":\"yesterday\"}")]
    [InlineData("{\"format\":1,\"id\":\"x\",\"leader\":{\"pid\":\"one\"}}")]
    [InlineData("{\"format\":2,\"id\":\"x\",\"state\":\"ended\"}")]
    [InlineData("\0\0\0\0")]
    public void Damaged_status_is_said_to_be_so_and_left_as_it_is(string text)
    {
        (Run run, _) = _store.Run(_store.Program("exit"));
        Eventually.IsTrue(() => !run.IsHeld);
        string path = Path.Combine(run.Directory, "status.json");
        File.WriteAllText(path, text);
        using (run)
        {
            string message = Should.Throw<RunException>(run.ReadStatus).Message;
            message.ShouldStartWith($"{path} can't be read: ");
            message.ShouldEndWith($"Look at it, or remove the run with 'drover rm --force {run.Id}'.");
            if (text.Contains("\"format\":2", StringComparison.Ordinal)) message.ShouldContain("is of format 2; this program knows up to 1");
            RunStatus listed = _store.Store.List().Single();
            listed.Outcome.ShouldBe(RunOutcome.Lost);
            listed.Reason.ShouldBe(message);
            _store.Store.Prune(new PrunePolicy()).ShouldBeEmpty();
            new RunStore(_store.Path).Dispose();
            File.ReadAllText(path).ShouldBe(text);
            _store.Store.Remove(run);
        }
    }

    [Theory]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":2,\"command\":[\"x\"]}")]
    [InlineData("{\"format\":1,\"command\":[\"x\"],\"stopSignal\":99}")]
    [InlineData("{\"format\":1,\"command\":[\"x\"],\"restart\":\"sometimes\"}")]
    [InlineData("nonsense")]
    public void Damaged_spec_is_refused_by_a_new_start(string text)
    {
        (Run run, RunStatus status) = _store.Run(_store.Program("exit"));
        using (run)
        {
            Eventually.IsTrue(() => !run.IsHeld);
            File.WriteAllText(Path.Combine(run.Directory, "spec.json"), text);
            Should.Throw<RunException>(() => _store.Store.StartAgain(run)).Message.ShouldStartWith($"{Path.Combine(run.Directory, "spec.json")} can't be read: ");
            run.ReadStatus().Outcome.ShouldBe(status.Outcome);
        }
    }

    [Fact]
    public void Spec_damaged_between_asker_and_shim_is_told_by_the_shim_s_own_words()
    {
        // A lost run without a status: what an asker that was killed leaves, and then its disk went bad.
        using Run run = _store.Start(_store.Program("exit"));
        run.Wait();
        Eventually.IsTrue(() => !run.IsHeld);
        File.Delete(Path.Combine(run.Directory, "status.json"));
        File.WriteAllText(Path.Combine(run.Directory, "spec.json"), "{}");
        Should.Throw<RunException>(run.ReadStatus).Message.ShouldContain("spec.json has no command");
    }

    [Fact]
    public void State_directory_of_300_characters_works()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Path;
        while (path.Length < 300) path = Path.Combine(path, new string('d', 40));
        using var store = new TestStore(path);
        using Run run = store.Start(store.Program("obey") with { Name = "far-down" });
        TestStore.WaitUntilReady(run);
        using (Drover.Runs.Control.ControlClient client = run.Connect()!) client.Request("tree").ShouldNotBeNull();
        store.Store.ListLive().Single().Name.ShouldBe("far-down");
        run.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
        Eventually.IsTrue(() => !run.IsHeld);
        store.Store.Remove(run);
        store.Store.Ids().ShouldBeEmpty();
    }

    [Fact]
    public void Directory_that_others_may_write_to_is_not_used()
    {
        using var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0x1FF);
        Should.Throw<RunException>(() => new RunStore(directory.Path)).Message
            .ShouldBe($"State directory {directory.Path} may be written by others; 'chmod 700 {directory.Path}' mends that. It was not used.");
    }

    [Fact]
    public void Place_where_no_directory_can_be_made_is_named()
        => Should.Throw<RunException>(() => new RunStore("/proc/nothing/state")).Message
            .ShouldBe("State directory /proc/nothing can't be made: mkdir: No such file or directory. Name another in DROVER_STATE.");

    [Fact]
    public void Read_only_directory_can_be_looked_at_but_nothing_is_started()
    {
        using var disk = new SmallFileSystem(4 << 20);
        string path = Path.Combine(disk.Path, "state");
        string ended, lost;
        using (var store = new TestStore(path))
        {
            (Run run, _) = store.Run(store.Shell("echo kept; exit 3"));
            ended = run.Id;
            using Run victim = store.Start(store.Program("obey"));
            lost = victim.Id;
            TestStore.WaitUntilReady(victim);
            Drover.Engine.Processes.ProcessIdentity shim = victim.ReadStatus().Shim;
            shim.TrySignal(9);
            Eventually.IsTrue(() => !shim.IsAlive() && !run.IsHeld);
            disk.MakeReadOnly();
            run.Dispose();
            store.Store.Prune(new PrunePolicy(), dryRun: true).Count.ShouldBe(2);
            Should.Throw<RunException>(() => store.Start(store.Program("exit"))).Message.ShouldContain("Read-only file system");
        }
        using var reader = new RunStore(path);
        reader.List().Select(s => (s.Id, s.Outcome)).ShouldBe([(ended, RunOutcome.Exited), (lost, RunOutcome.Lost)], ignoreOrder: true);
        using Run kept = reader.Open(ended);
        TestStore.Text(kept).ShouldBe("kept\n");
        Should.Throw<RunException>(() => reader.Remove(kept)).Message.ShouldContain("Read-only file system");
    }

    [Fact]
    public void Shim_that_is_nowhere_is_one_sentence_and_nothing_is_left()
    {
        // Asked of a program of its own: where the shim is, is looked up once.
        using var directory = new TemporaryDirectory();
        File.Copy(TestPrograms.Asker, directory["asker"]);
        using Drover.Engine.Pipelines.Pipeline asker = _store.Engine.Start(
            (Drover.Engine.Processes.ProcessSpec.Of(directory["asker"], _store.Path, "--", "/bin/true") with { Environment = Drover.Engine.Processes.ProcessEnvironment.Of("PATH=/nowhere") })
                .Redirect(Drover.Engine.StandardStreams.Redirection.PipeFromChild(2)));
        using FileStream error = asker.Stages[0].TakePipe(2).ToStream(FileAccess.Read);
        new StreamReader(error).ReadToEnd().ShouldBe("drover-shim was not found: put it beside drover, on PATH, or name it in DROVER_SHIM.\n");
        asker.Wait().ExitStatus.ShouldBe(125);
        _store.Store.Ids().ShouldBeEmpty();
    }

    [Fact]
    public void Live_list_holds_live_runs_only()
    {
        (Run ended, _) = _store.Run(_store.Program("exit"));
        using Run live = _store.Start(_store.Program("obey"));
        _store.Store.ListLive().Select(s => s.Id).ShouldBe([live.Id]);
        _store.Store.List().Count.ShouldBe(2);
        ended.Dispose();
    }

    [Fact]
    public void Live_run_is_not_removed()
    {
        using Run run = _store.Start(_store.Program("obey"));
        Should.Throw<RunException>(() => _store.Store.Remove(run)).Message.ShouldBe($"Run {run.Id} is live. Stop it first, or use 'drover rm --force'.");
        run.ReadStatus().State.ShouldBe(RunState.Running);
    }

    [Fact]
    public void Run_that_has_just_ended_can_be_removed_at_once()
    {
        for (int i = 0; i < 20; i++)
        {
            (Run run, _) = _store.Run(_store.Program("exit"));
            using (run) _store.Store.Remove(run);
        }
        _store.Store.Ids().ShouldBeEmpty();
    }

    [Fact]
    public void Arguments_and_environment_are_bytes()
    {
        byte[] odd = [0x66, 0xFF, 0xFE, 0x20, 0x0A, 0x22];
        RunSpec spec = _store.Program("print-args") with { Command = [TestPrograms.Path, "print-args", new(odd)], Environment = _store.Environment.Set("ODD", new(odd)) };
        (Run run, _) = _store.Run(spec);
        using (run)
        {
            TestStore.Output(run).ShouldBe([.. odd, 0]);
            run.ReadSpec().Command[2].Span.ToArray().ShouldBe(odd);
            run.ReadSpec().Environment.Get("ODD")!.Value.Span.ToArray().ShouldBe(odd);
        }
    }
}
