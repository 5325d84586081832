using Drover.Shell.Sessions;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Who decides what a session may execute.</summary>
public sealed class PolicyTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_is_denied_is_not_executed_and_what_is_asked_is_expanded()
    {
        var policy = new Policy(request => request.Arguments is ["touch", ..] ? CommandDecision.Denied("no new files") : CommandDecision.Allowed);
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Policy = policy });
        using var directory = new Testing.TemporaryDirectory();
        IAsyncEnumerable<ShellEvent> events = session.WatchAsync();
        ShellResult result = await session.EvalAsync($"cd {directory.Path}; name='a b'; touch \"$name\"; echo \"status $?\"; /bin/echo \"$name\"");
        result.Output.ShouldBe("status 126\na b\n");
        result.Error.ShouldBe("sh: line 1: touch: denied: no new files\n");
        Directory.GetFileSystemEntries(directory.Path).ShouldBeEmpty();
        policy.Requests.Select(request => (request.Kind, string.Join('|', request.Arguments))).ShouldBe(
        [
            (CommandRequestKind.Builtin, "cd|" + directory.Path), (CommandRequestKind.Program, "touch|a b"), (CommandRequestKind.Builtin, "echo|status 126"), (CommandRequestKind.Program, "/bin/echo|a b"),
        ]);
        policy.Requests[1].Executable!.ShouldEndWith("/touch");
        policy.Requests[1].WorkingDirectory.ShouldBe(directory.Path);
        policy.Requests[1].SessionId.ShouldBe(session.Id);
        await session.DisposeAsync();
        (await events.ToListAsync()).OfType<JobFailed>().Select(failed => (failed.Reason, failed.CommandText)).ShouldBe([(JobFailureReason.Denied, "touch a b")]);
    }

    [Theory]
    [InlineData("kill 1")]
    [InlineData("command kill 1")]
    [InlineData("builtin kill 1")]
    [InlineData("eval kill 1")]
    [InlineData("f() { kill 1; }; f")]
    [InlineData("echo $(kill 1) && false")]
    [InlineData("exec /bin/kill 1")]
    [InlineData("/bin/echo | /bin/kill 1")]
    [InlineData("{ :; kill 1; } | cat; false")]
    [InlineData("(kill 1; /bin/true) & false")]
    public async Task No_way_around_it(string text)
    {
        var policy = new Policy(request => request.Arguments.Any(argument => argument.EndsWith("kill", StringComparison.Ordinal) && request.Arguments[0] == argument) || request.Text?.Contains("kill", StringComparison.Ordinal) == true
            ? CommandDecision.Denied("it kills") : CommandDecision.Allowed);
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Policy = policy });
        ShellResult result = await session.EvalAsync(text).WaitAsync(s_limit);
        result.Error.ShouldContain("denied: it kills");
        result.StartedJobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_text_of_a_subshell_in_another_process_is_asked_about()
    {
        var policy = new Policy(_ => CommandDecision.Allowed);
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Policy = policy });
        (await session.EvalAsync("/bin/echo a | while read x; do echo \"<$x>\"; done")).Output.ShouldBe("<a>\n");
        policy.Requests.Select(request => request.Kind).ShouldBe([CommandRequestKind.Program, CommandRequestKind.Subshell]);
        policy.Requests[1].Text!.ShouldContain("read x");
        policy.Requests[1].Arguments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/bin/echo x > secret", ">|secret")]
    [InlineData("echo x >> 'secret'", ">>|secret")]
    [InlineData("n=secret; { echo x; } >| $n", ">||secret")]
    [InlineData("exec 3<> secret", "<>|secret")]
    [InlineData("echo x &> secret", "&>|secret")]
    [InlineData("cat < secret", "<|secret")]
    [InlineData("echo \"$(< secret)\"", "<|secret")]
    [InlineData(": > /dev/tcp/localhost/secret", ">|/dev/tcp/localhost/secret")]
    [InlineData("> secret", ">|secret")]
    public async Task What_is_redirected_to_is_asked_about(string text, string asked)
    {
        using var directory = new Testing.TemporaryDirectory();
        var policy = new Policy(request => request.Kind == CommandRequestKind.Redirection && request.Arguments[1].EndsWith("secret", StringComparison.Ordinal) ? CommandDecision.Denied("it is one") : CommandDecision.Allowed);
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Policy = policy, WorkingDirectory = directory.Path });
        ShellResult result = await session.EvalAsync("exec 4>/dev/null 5>&1 2>/dev/null 2>&5\n" + text);
        (result.Output + result.Error).ShouldBe($"sh: line 2: {asked[(asked.LastIndexOf('|') + 1)..]}: denied: it is one\n");
        result.ExitStatus.ShouldBe(126);
        policy.Requests.Where(request => request.Kind == CommandRequestKind.Redirection).Select(request => string.Join('|', request.Arguments)).ShouldBe([asked]);
        Directory.GetFileSystemEntries(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_answer_may_take_its_time_and_waiting_for_it_can_be_cancelled()
    {
        var answer = new TaskCompletionSource<CommandDecision>();
        var asked = new TaskCompletionSource();
        var policy = new Policy(_ => CommandDecision.Allowed) { Later = answer.Task, Asked = asked };
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Policy = policy });
        using var cancellation = new CancellationTokenSource();
        Task<ShellResult> evaluation = session.EvalAsync("echo never", null, cancellation.Token);
        await asked.Task.WaitAsync(s_limit);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => evaluation.WaitAsync(s_limit));
        Task<ShellResult> second = session.EvalAsync("echo allowed");
        second.IsCompleted.ShouldBeFalse();
        answer.SetResult(CommandDecision.Allowed);
        (await second.WaitAsync(s_limit)).Output.ShouldBe("allowed\n");
    }

    [Fact]
    public async Task Waiting_for_the_answer_can_be_interrupted()
    {
        var answer = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        var policy = new Policy(_ => CommandDecision.Allowed) { Later = answer.Task, Asked = asked };
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Policy = policy });
        Task<ShellResult> evaluation = session.EvalAsync("echo never; echo nor this");
        await asked.Task.WaitAsync(s_limit);
        session.Interrupt();
        ShellResult result = await evaluation.WaitAsync(s_limit);
        (result.ExitStatus, result.Output).ShouldBe((130, ""));
        answer.SetResult();
        (await session.EvalAsync("echo allowed").WaitAsync(s_limit)).Output.ShouldBe("allowed\n");
    }

    [Fact]
    public async Task A_signal_with_a_trap_waits_for_the_answer()
    {
        var answer = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        var policy = new Policy(_ => CommandDecision.Allowed) { Later = answer.Task, Asked = asked, AsksLater = request => request.Arguments is ["/bin/echo", ..] };
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Policy = policy });
        Task<ShellResult> evaluation = session.EvalAsync("trap 'echo caught' INT; /bin/echo allowed; echo on");
        await asked.Task.WaitAsync(s_limit);
        session.Interrupt();
        answer.SetResult();
        (await evaluation.WaitAsync(s_limit)).Output.Split('\n').Order().ShouldBe(["", "allowed", "caught", "on"]);
    }

    [Theory]
    [InlineData("sleep 1000 | /bin/kill 1")]
    [InlineData("sleep 1000 | greet kill")]
    [InlineData("( sleep 1000; : ) | greet kill")]
    [InlineData("( sleep 1000; : ) | /bin/kill 1")]
    [InlineData("sleep 1000 | greet ${no_such?}")]
    [InlineData("sleep 1000 | greet a >/no/such/file")]
    public async Task A_stage_that_is_denied_or_fails_leaves_nothing_running(string text)
    {
        var policy = new Policy(request => request.Arguments.Any(argument => argument.EndsWith("kill", StringComparison.Ordinal)) ? CommandDecision.Denied("it kills") : CommandDecision.Allowed);
        SessionOptions options = new() { Policy = policy, FailureMode = PipelineFailureMode.KillOthers, Commands = ShellCommandSet.Empty.Add("greet", _ => ValueTask.FromResult(0)) };
        await using ShellSession session = await ShellHost.CreateSessionAsync(options);
        IAsyncEnumerable<ShellEvent> events = session.WatchAsync();
        ShellResult result = await session.EvalAsync(text).WaitAsync(s_limit);
        result.ExitStatus.ShouldNotBe(0);
        session.Jobs.ShouldBeEmpty();
        await session.DisposeAsync();
        List<ShellEvent> all = await events.ToListAsync();
        all.OfType<JobStarted>().Select(job => job.JobId).ShouldBe(all.OfType<JobFailed>().Where(job => job.Reason == JobFailureReason.StageFailed).Select(job => job.JobId));
    }

    [Fact]
    public async Task A_policy_that_fails_allows_nothing()
    {
        var policy = new Policy(_ => throw new InvalidOperationException("nobody is there"));
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Policy = policy });
        ShellResult result = await session.EvalAsync("/bin/echo a");
        result.ExitStatus.ShouldBe(126);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("/bin/echo: denied: nobody is there");
    }

    private sealed class Policy(Func<CommandRequest, CommandDecision> decide) : ICommandPolicy
    {
        public List<CommandRequest> Requests { get; } = [];

        public Task? Later { get; init; }

        public TaskCompletionSource? Asked { get; init; }

        /// <summary>Which requests have to wait; all if not given.</summary>
        public Func<CommandRequest, bool>? AsksLater { get; init; }

        public async ValueTask<CommandDecision> DecideAsync(CommandRequest request, CancellationToken cancellation)
        {
            Requests.Add(request);
            if (AsksLater?.Invoke(request) == false) return decide(request);
            Asked?.TrySetResult();
            if (Later is not null) await Later.WaitAsync(cancellation);
            return decide(request);
        }
    }
}
