using System.Collections.Immutable;
using System.Diagnostics;
using Drover.Engine;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Limits;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;
using Job = Drover.Shell.Jobs.Job;

namespace Drover.Shell.Sessions;

/// <summary>Evaluations, on the session's thread.</summary>
public sealed partial class ShellSession
{
    private static readonly EvalOptions s_plain = new();
    private static readonly JobOptions s_unlimited = new();

    private readonly List<OutputCapture> _captures = [];
    private ImmutableArray<StreamSink> _errorCopies = [];
    private OpenFile? _evalOutput;
    private OpenFile? _evalError;

    /// <summary>Who gets a copy of all standard output.</summary>
    internal ImmutableArray<StreamSink> OutputCopies { get; private set; } = [];

    /// <summary>Whether a file is where output goes that nobody redirected.</summary>
    internal bool IsOwnOutput(OpenFile file) => ReferenceEquals(file, _evalOutput) || ReferenceEquals(file, _evalError) || ReferenceEquals(file, _noOutput);

    /// <summary>A pipe whose bytes are collected until the session ends or the last writer has gone.</summary>
    internal OutputCapture OpenCapture(int limit, bool keepsNewest, ImmutableArray<StreamSink> copies, out OpenFile file)
    {
        OutputCapture capture = OutputCapture.Open(_output, limit, keepsNewest, copies, out file);
        lock (_captures)
        {
            _captures.RemoveAll(other => other.HasEnded);
            _captures.Add(capture);
        }
        return capture;
    }

    /// <summary>Forgets ended jobs that nobody asked about for too long, or that are too many.</summary>
    internal void Prune()
    {
        Job[] ended = [.. _shell.Jobs.All.Where(job => job.Face is { EndSeen: var seen } && seen != default)];
        DateTimeOffset oldest = _options.Time.GetUtcNow() - _options.FinishedJobRetention;
        for (int i = 0; i < ended.Length; i++)
            if (ended.Length - i > _options.MaxFinishedJobs || ended[i].Face!.EndSeen < oldest) _shell.Jobs.Remove(ended[i]);
    }

    private void Evaluate(Evaluation evaluation)
    {
        if (evaluation.Cancellation.IsCancellationRequested)
        {
            evaluation.Cancel();
            return;
        }
        if (ExitStatus is not null)
        {
            evaluation.Fail(Over());
            return;
        }
        string text = ShellText.FromUnicode(evaluation.Text);
        ParseResult parsed = ShellParser.Parse(text, _shell.Syntax, _shell.AliasLookup);
        if (parsed.Diagnostic is { } diagnostic)
        {
            evaluation.Fail(new ShellSyntaxException(diagnostic, parsed.Status == ParseStatus.Incomplete));
            return;
        }
        if (evaluation.Job is not null && parsed.List!.Items.IsEmpty)
        {
            evaluation.Fail(new ArgumentException("There is no command in the text."));
            return;
        }
        try
        {
            Evaluate(evaluation, evaluation.Job is { } job ? () => Start(parsed.List!, text, job) : () => _shell.ExecuteText(text));
        }
        catch (SystemCallException e)
        {
            // Only where nothing had been begun: a command's failures are its own.
            evaluation.Fail(e);
        }
    }

    private void Evaluate(Evaluation evaluation, Func<int> execute)
    {
        EvalOptions options = evaluation.Options;
        int limit = options.MaxOutputBytes ?? _options.MaxOutputBytes;
        DescriptorTable table = _shell.Environment.Descriptors;
        ImmutableArray<StreamSink> outputs = Sinks(options.OutputStream, evaluation.Cancellation), errors = Sinks(options.ErrorStream, evaluation.Cancellation);
        OutputCapture output = OpenCapture(limit, keepsNewest: false, [.. OutputCopies, .. outputs], out OpenFile outputEnd);
        OutputCapture error = OpenErrors(limit, [.. _errorCopies, .. errors], outputEnd, out OpenFile errorEnd);
        using var inputEnds = CancellationTokenSource.CreateLinkedTokenSource(evaluation.Cancelled.Token);
        OpenFile? input = OpenInput(options, inputEnds.Token, outputEnd, errorEnd);
        OpenFile? formerInput = input is null ? null : table.Exchange(0, input.AddReference());
        (_evalOutput, _evalError) = (outputEnd, errorEnd);
        if (ReferenceEquals(table[1], _noOutput)) table.Set(1, outputEnd.AddReference());
        if (ReferenceEquals(table[2], _noOutput)) table.Set(2, errorEnd.AddReference());
        Prune();
        string directory = WorkingDirectory;
        DateTimeOffset startedAt = _options.Time.GetUtcNow();
        long start = Stopwatch.GetTimestamp();
        _link.BeginEvaluation(evaluation);
        if (options.StopAtOutputLimit) output.Overflowed = error.Overflowed = () => _link.Abandon(evaluation, Engine.Signals.Signal.TERM, options.Grace, JobFailureReason.LimitExceeded);
        int status;
        using (LimitTime(evaluation, options.Timeout ?? _options.EvalTimeout))
        using (evaluation.Cancellation.Register(() => _link.Abandon(evaluation, Engine.Signals.Signal.TERM, options.Grace))) status = Interpret(execute);
        TimeSpan duration = Stopwatch.GetElapsedTime(start);
        _link.EndEvaluation();
        GiveBack(table, 1, outputEnd);
        GiveBack(table, 2, errorEnd);
        if (input is not null && ReferenceEquals(table[0], input)) table.Set(0, formerInput);
        else formerInput?.Release();
        input?.Release();
        inputEnds.Cancel();
        (_evalOutput, _evalError) = (null, null);
        WorkingDirectory = ShellStrings.Unicode(LogicalPath.Current(_shell.Environment, out _) ?? directory);
        Remember(new HistoryEntry(evaluation.Text, startedAt, duration, status, directory, [.. evaluation.Jobs.Select(job => job.Id)]));
        var result = new ShellResult
        {
            ExitStatus = status,
            PipeStatus = _shell.PipeStatus,
            StartedJobs = evaluation.Jobs,
            TimedOut = evaluation.EndsFor == JobFailureReason.Timeout,
            EndedSession = ExitStatus is not null,
            Duration = duration,
        };
        // What was written until now is in the pipes: it is taken before anybody is told.
        output.Drain(() => error.Drain(() => _ = CompleteAsync(evaluation, result, output, error, [.. outputs, .. errors])));
    }

    private OutputCapture OpenErrors(int limit, ImmutableArray<StreamSink> copies, OpenFile outputEnd, out OpenFile errorEnd)
    {
        try
        {
            return OpenCapture(limit, keepsNewest: false, copies, out errorEnd);
        }
        catch
        {
            outputEnd.Release();
            throw;
        }
    }

    private OpenFile? OpenInput(EvalOptions options, CancellationToken ends, OpenFile outputEnd, OpenFile errorEnd)
    {
        try
        {
            return options.Input is { } given ? InputFeeder.OfText(given) : options.InputStream is { } stream ? InputFeeder.OfStream(stream, _output, ends) : null;
        }
        catch
        {
            outputEnd.Release();
            errorEnd.Release();
            throw;
        }
    }

    private static ImmutableArray<StreamSink> Sinks(Stream? stream, CancellationToken ends = default) => stream is null ? [] : [new StreamSink(stream, ends)];

    private static async Task CompleteAsync(Evaluation evaluation, ShellResult result, OutputCapture output, OutputCapture error, ImmutableArray<StreamSink> sinks)
    {
        byte[] bytes = output.ToArray();
        output.StopKeeping();
        error.StopKeeping();
        foreach (StreamSink sink in sinks) await sink.CompleteAsync().ConfigureAwait(false);
        evaluation.Complete(result with
        {
            Output = evaluation.WithAnnouncements(bytes),
            OutputBytes = bytes,
            Error = error.Text,
            Truncated = output.IsTruncated || error.IsTruncated,
        });
    }

    private int Interpret(Func<int> execute)
    {
        int status;
        try
        {
            status = execute();
        }
        catch (ShellErrorException e)
        {
            status = _shell.Fail(e);
        }
        catch (SystemCallException e)
        {
            _shell.Error(e.Message);
            status = _shell.Environment.LastStatus = 126;
        }
        if (_link.IsPending) _shell.Signals.Run();
        if (_shell.Flow is Flow.Exit or Flow.Abort or Flow.Interrupt) status = _shell.Environment.LastStatus;
        if (_shell.Flow == Flow.Exit && !_link.IsAbandoned) End(status = _shell.Leave(status));
        _ = _shell.Output.Flush();
        _shell.ComeBack();
        _shell.Environment.LastStatus = status;
        return status;
    }

    private int Start(CommandList list, string text, JobOptions options)
    {
        int status = _shell.StartInBackground(list, text, LimitsOf(options));
        if (options.Timeout is { } time && _link.Current!.Jobs is [var job]) job.LimitTime(time, options.Grace);
        return status;
    }

    private static LimitSpec? LimitsOf(JobOptions options) => options is { MemoryBytes: null, MaxProcesses: null, Cpus: null, CpuTime: null } ? null
        : new LimitSpec { MemoryBytes = options.MemoryBytes, Pids = options.MaxProcesses, Cpus = options.Cpus, CpuTime = options.CpuTime, Grace = options.Grace };

    private ITimer? LimitTime(Evaluation evaluation, TimeSpan? limit) => limit is not { } time || time == Timeout.InfiniteTimeSpan ? null
        : _options.Time.CreateTimer(_ => _link.Abandon(evaluation, Engine.Signals.Signal.TERM, evaluation.Options.Grace, JobFailureReason.Timeout), null, time, Timeout.InfiniteTimeSpan);

    private void GiveBack(DescriptorTable table, int number, OpenFile end)
    {
        if (ReferenceEquals(table[number], end)) table.Set(number, _noOutput.AddReference());
        end.Release();
    }

    private void Remember(HistoryEntry entry)
    {
        lock (_historyLock)
        {
            _history.Enqueue(entry);
            while (_history.Count > _options.HistoryLength) _history.Dequeue();
        }
    }

    private async Task CloseOutputAsync()
    {
        OutputCapture[] captures;
        lock (_captures)
        {
            captures = [.. _captures];
            _captures.Clear();
        }
        foreach (OutputCapture capture in captures) capture.Close();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _output.Post(() => closed.TrySetResult());
        if (!_output.IsDisposed) await closed.Task.ConfigureAwait(false);
        foreach (StreamSink copy in (StreamSink[])[.. OutputCopies, .. _errorCopies]) await copy.CompleteAsync().ConfigureAwait(false);
    }
}
