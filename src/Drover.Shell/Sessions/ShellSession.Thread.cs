// Constraints
//   The interpreter is single-threaded and deep: it has one thread with a stack of its own size. Nothing of the process is changed.
// Scheme
//   Work is taken one after the other at the top only. While a command runs the loop is pumped for signals and jobs, never for more work.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Invocation;
using Drover.Shell.Redirections;

namespace Drover.Shell.Sessions;

/// <summary>The thread of a session.</summary>
public sealed partial class ShellSession
{
    private const int StackSize = 16 * 1024 * 1024;

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _inputEnds = new();
    private Interpreter _shell = null!;
    private OpenFile _noOutput = null!;

    internal Task BeginAsync()
    {
        var thread = new Thread(Main, StackSize) { IsBackground = true, Name = "drover-session-" + Id };
        thread.Start();
        return _begun.Task;
    }

    private void Main()
    {
        EventLoop? loop = null;
        Descriptor? directory = null;
        try
        {
            loop = new EventLoop();
            directory = OpenDirectory();
            Prepare(loop, directory);
        }
        catch (Exception e) when (e is IOException or SystemCallException or ArgumentException or InvalidOperationException)
        {
            directory?.Dispose();
            loop?.Dispose();
            _begun.SetException(e);
            return;
        }
        _begun.SetResult();
        while (!_closing)
        {
            if (_work.TryDequeue(out (Action Run, Action<Exception> Refuse) work)) work.Run();
            else loop.RunOnce(Timeout.InfiniteTimeSpan);
            if (_link.IsPending && !_closing) AttendIdle();
        }
        Finish(loop);
    }

    private Descriptor OpenDirectory()
    {
        string path = _options.WorkingDirectory ?? ".";
        Descriptor? directory = Descriptor.TryOpen(path, OpenMode.Directory, out int errno);
        return directory is not null ? OpenFile.MoveUp(directory)
            : throw new DirectoryNotFoundException($"The session can't start in {path}: {ErrnoText.Describe(errno)}.");
    }

    private void Prepare(EventLoop loop, Descriptor directory)
    {
        // From now on the loop knows that this is its thread.
        loop.RunOnce(TimeSpan.Zero);
        var environment = new ExecutionEnvironment { ShellPid = OwnProcess.Pid, OwnsProcess = false, Directory = directory };
        environment.Options = ShellOptions.Monitor | (_options.PosixMode ? ShellOptions.Posix | ShellOptions.ExpandAliases | ShellOptions.Always : OptionNames.DefaultsOfBash);
        environment.ScriptName = ShellText.FromUnicode(_options.Name);
        environment.Positional = [.. _options.Positional.Select(ShellText.FromUnicode)];
        environment.Umask = _options.Umask;
        InitialVariables.Fill(environment, GivenEnvironment());
        _link = new SessionLink(this, _options, loop);
        var engine = new EngineOptions { Loop = loop, Observer = _link, Time = _options.Time };
        _shell = new Interpreter(environment, new PipelineStarter(engine) { IsContained = _options.Contained, BeforeStart = _link.BeforeStart, AfterStart = _link.AfterStart }, _link);
        _link.Shell = _shell;
        Attention.Attach(_shell);
        _shell.Jobs.Added = job => Jobs.Put(_link.FaceOf(job));
        _shell.Jobs.Removed = job => Jobs.Remove(_link.FaceOf(job));
        OpenStandardStreams(environment.Descriptors);
        WorkingDirectory = ShellStrings.Unicode(LogicalPath.Current(environment, out _) ?? "/");
    }

    private ProcessEnvironment? GivenEnvironment() => _options.Environment is null ? null
        : ProcessEnvironment.Of([.. _options.Environment.Select(pair => (ByteString)(pair.Key + "=" + pair.Value))]);

    private void OpenStandardStreams(DescriptorTable table)
    {
        OutputCopies = Sinks(_options.StandardOutput);
        _errorCopies = Sinks(_options.StandardError);
        _noOutput = OpenFile.Adopt(Descriptor.Open("/dev/null", OpenMode.ReadWriteExisting));
        table.Set(0, _options.StandardInput is { } input ? InputFeeder.OfStream(input, _output, _inputEnds.Token) : _noOutput.AddReference());
        table.Set(1, _noOutput.AddReference());
        table.Set(2, _noOutput.AddReference());
    }

    // A signal between two evaluations: its trap runs; without one there is nothing that it could end.
    private void AttendIdle()
    {
        _link.Attend(_shell);
        if (_shell.Flow == Flow.Exit) End(_shell.Leave(_shell.Environment.LastStatus));
        _shell.ComeBack();
        _link.EndEvaluation();
    }

    private void End(int status) => ExitStatus ??= status;

    private void Finish(EventLoop loop)
    {
        RefuseAll();
        _link.EndEvaluation();
        if (ExitStatus is null)
        {
            using ITimer limit = _options.Time.CreateTimer(_ => _link.Abandon(null, Engine.Signals.Signal.TERM, TimeSpan.Zero), null, _options.DisposeGrace, Timeout.InfiniteTimeSpan);
            _shell.ComeBack();
            _ = _shell.Leave(_shell.Environment.LastStatus);
        }
        if (_shell.Starter.Engine is { } engine)
        {
            foreach (Pipeline pipeline in engine.Live) _ = pipeline.Signal(Engine.Signals.Signal.HUP);
            Task stopping = engine.StopAllAsync(_options.DisposeGrace);
            _ = stopping.ContinueWith(_ => loop.Post(static () => { }), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (!stopping.IsCompleted) loop.RunOnce(Timeout.InfiniteTimeSpan);
            engine.Dispose();
        }
        _inputEnds.Cancel();
        _shell.Environment.Descriptors.Release();
        _shell.Environment.Directory?.Dispose();
        _noOutput.Release();
        _link.AfterStart();
        _link.Events.Close();
        foreach (ShellJob job in Jobs.Live)
            if (job.Info.EndedAt is null) job.Lost();
        Jobs.Clear();
        loop.Dispose();
        _link.Leave();
        RefuseAll();
    }
}
