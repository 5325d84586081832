// Constraints
//   Clients dereference sub-messages without a look (results, resource usage, times): each answer has them all. They take "not found" from a stop for a failure and try for five
//   minutes, and result codes of StartTask for nothing at all: what fails is a gRPC error, what is gone is stopped. Only the text of an error reaches users.
// Scheme
//   One small method a call; the tasks are in TaskTable, and programs that are run inside them in TaskExecution.

using System.Globalization;
using Drover.Engine.Signals;
using Drover.Nomad.Metrics;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tasks;
using Drover.Runs;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskState = Drover.Nomad.Protocol.Driver.TaskState;

namespace Drover.Nomad.Drivers;

/// <summary>The driver service of Nomad.</summary>
internal sealed class DriverService(TaskTable tasks, FingerprintFeed node, EventFeed events, DriverCounts counts, HostLog log, TimeProvider time)
{
    private const string Service = "hashicorp.nomad.plugins.drivers.proto.Driver";
    private const int HandleVersion = 1;
    private const long Megabyte = 1024 * 1024;

    // What Go drivers send for a time that has not come: the zero time of Go.
    private static readonly Timestamp s_never = new() { Seconds = -62135596800 };
    private static readonly TimeSpan s_defaultInterval = TimeSpan.FromSeconds(1);

    /// <summary>Adds it.</summary>
    public void Add(GrpcMethods methods)
    {
        tasks.Added = task => _ = WatchAsync(task);
        methods.AddUnary(Service, "TaskConfigSchema", TaskConfigSchemaRequest.Parser, (_, _) => Task.FromResult(new TaskConfigSchemaResponse { Spec = TaskSettings.Schema }));
        methods.AddUnary(Service, "Capabilities", CapabilitiesRequest.Parser, (_, _) => Task.FromResult(new CapabilitiesResponse { Capabilities = Capabilities() }));
        methods.AddStream(Service, "Fingerprint", FingerprintRequest.Parser, (_, call) => node.ListenAsync(news => call.WriteAsync(news), call.Cancellation));
        methods.AddUnary(Service, "RecoverTask", RecoverTaskRequest.Parser, (request, _) => Task.FromResult(Recover(request)));
        methods.AddUnary(Service, "StartTask", StartTaskRequest.Parser, (request, _) => StartAsync(request));
        methods.AddUnary(Service, "WaitTask", WaitTaskRequest.Parser, WaitAsync);
        methods.AddUnary(Service, "StopTask", StopTaskRequest.Parser, StopAsync);
        methods.AddUnary(Service, "DestroyTask", DestroyTaskRequest.Parser, DestroyAsync);
        methods.AddUnary(Service, "InspectTask", InspectTaskRequest.Parser, (request, _) => Task.FromResult(Inspect(Known(request.TaskId))));
        methods.AddStream(Service, "TaskStats", TaskStatsRequest.Parser, StatsAsync);
        methods.AddStream(Service, "TaskEvents", TaskEventsRequest.Parser, (_, call) => events.ListenAsync(news => call.WriteAsync(news), call.Cancellation));
        methods.AddUnary(Service, "SignalTask", SignalTaskRequest.Parser, (request, _) => Task.FromResult(SignalTask(request)));
        methods.AddUnary(Service, "ExecTask", ExecTaskRequest.Parser, ExecAsync);
        methods.AddDuplex(Service, "ExecTaskStreaming", ExecStreamingAsync);
        // Nothing is to be prepared or given up: tasks go on without us.
        methods.AddUnary(Service, "Init", InitRequest.Parser, (_, _) => Task.FromResult(new InitResponse()));
        methods.AddUnary(Service, "Shutdown", ShutdownRequest.Parser, (_, _) => Task.FromResult(new ShutdownResponse()));
    }

    private static DriverCapabilities Capabilities() => new()
    {
        SendSignals = true,
        Exec = true,
        FsIsolation = DriverCapabilities.Types.FSIsolation.Image,
        NetworkIsolationModes = { NetworkIsolationSpec.Types.NetworkIsolationMode.Host, NetworkIsolationSpec.Types.NetworkIsolationMode.Group },
        MountConfigs = DriverCapabilities.Types.MountConfigs.AnyMounts,
    };

    private static ExitResult ResultOf(TaskEnd? end) => end is null ? new ExitResult() : new ExitResult { ExitCode = end.ExitCode, Signal = end.Signal, OomKilled = end.IsOutOfMemory };

    private static TaskExecution ExecutionOf(TaskTable table, LiveTask task) => new(table, task);

    // The words by which Go clients know it.
    private static GrpcException Unknown() => new(GrpcStatusCode.NotFound, "task not found for given id");

    private LiveTask Known(string id) => tasks.Find(id) ?? throw Unknown();

    private async Task<StartTaskResponse> StartAsync(StartTaskRequest request)
    {
        TaskConfig config = request.Task ?? throw new GrpcException(GrpcStatusCode.InvalidArgument, "The request names no task.");
        long begin = time.GetTimestamp();
        try
        {
            LiveTask task = await tasks.StartAsync(config).ConfigureAwait(false);
            counts.Started(time.GetElapsedTime(begin));
            if (task.Runtime is { } runtime)
                events.Add(config, $"JRE chosen: Java {runtime.Version}", ("home", runtime.Home), ("version", runtime.Version), ("vendor", runtime.Vendor));
            events.Add(config, "Container created", ("container", task.State.Container), ("run", task.State.RunId));
            return new StartTaskResponse
            {
                Handle = new TaskHandle { Version = HandleVersion, Config = config, State = TaskState.Running, DriverState = ByteString.CopyFrom(task.State.Write()) },
            };
        }
        catch (ConfigException e)
        {
            counts.NotStarted(isJobs: true);
            throw new GrpcException(GrpcStatusCode.InvalidArgument, e.Message);
        }
        catch (Exception e) when (e is RunException or IOException or UnauthorizedAccessException)
        {
            counts.NotStarted(isJobs: false);
            log.Write(LogLevel.Warn, "a task could not be started", ("task", config.Id), ("error", e.Message));
            // The node may have room, or crun, when it is tried again.
            throw new GrpcException(GrpcStatusCode.FailedPrecondition, e.Message, new Protocol.Structs.RecoverableError { Recoverable = true });
        }
    }

    private RecoverTaskResponse Recover(RecoverTaskRequest request)
    {
        // The request's own id is empty in practice.
        TaskConfig config = request.Handle?.Config ?? throw new GrpcException(GrpcStatusCode.InvalidArgument, "The request has no handle.");
        try
        {
            LiveTask task = tasks.Recover(config, request.Handle.DriverState.Memory);
            counts.Recovered(isThere: true);
            events.Add(config, "Task recovered", ("container", task.State.Container), ("run", task.State.RunId));
            return new RecoverTaskResponse();
        }
        catch (Exception e) when (e is FormatException or RunException)
        {
            counts.Recovered(isThere: false);
            throw new GrpcException(GrpcStatusCode.NotFound, $"The task can't be recovered: {e.Message.TrimEnd('.')}. It will be started anew.");
        }
    }

    private async Task WatchAsync(LiveTask task)
    {
        TaskEnd end = await task.Ended.ConfigureAwait(false);
        counts.Ended(end);
        if (!end.IsOutOfMemory) return;
        long limit = task.Config.Resources?.LinuxResources?.MemoryLimitBytes ?? 0;
        events.Add(task.Config, $"Out of memory: the kernel ended the task, whose limit is {limit / Megabyte} MB. Give it more with memory in its resources.", ("limit_bytes", limit.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task<WaitTaskResponse> WaitAsync(WaitTaskRequest request, GrpcCall call)
    {
        TaskEnd end = await Known(request.TaskId).Ended.WaitAsync(call.Cancellation).ConfigureAwait(false);
        return new WaitTaskResponse { Result = ResultOf(end), Err = end.Error ?? "" };
    }

    private async Task<StopTaskResponse> StopAsync(StopTaskRequest request, GrpcCall call)
    {
        if (tasks.Find(request.TaskId) is not { } task) return new StopTaskResponse();
        Signal signal = request.Signal.Length == 0 ? new Signal(task.State.StopSignal) : SignalOf(request.Signal);
        await task.StopAsync(signal, request.Timeout?.ToTimeSpan() ?? TimeSpan.Zero, call.Cancellation).ConfigureAwait(false);
        return new StopTaskResponse();
    }

    private async Task<DestroyTaskResponse> DestroyAsync(DestroyTaskRequest request, GrpcCall call)
    {
        if (tasks.Find(request.TaskId) is not { } task)
        {
            if (request.Force && request.TaskId.Length > 0) await tasks.DestroyUnknownAsync(request.TaskId).ConfigureAwait(false);
            return new DestroyTaskResponse();
        }
        if (!request.Force && !task.Ended.IsCompleted)
            throw new GrpcException(GrpcStatusCode.FailedPrecondition, "The task is running. Stop it first, or ask to destroy it by force.");
        await tasks.DestroyAsync(task, call.Cancellation).ConfigureAwait(false);
        return new DestroyTaskResponse();
    }

    private static InspectTaskResponse Inspect(LiveTask task)
    {
        TaskEnd? end = task.Ended.IsCompletedSuccessfully ? task.Ended.Result : null;
        return new InspectTaskResponse
        {
            Task = new Protocol.Driver.TaskStatus
            {
                Id = task.Config.Id,
                Name = task.Config.Name,
                State = end is null ? TaskState.Running : TaskState.Exited,
                StartedAt = Timestamp.FromDateTimeOffset(task.State.StartedAt),
                CompletedAt = end is null ? s_never : Timestamp.FromDateTimeOffset(end.At),
                Result = ResultOf(end),
            },
            Driver = new TaskDriverStatus { Attributes = { ["container"] = task.State.Container, ["run"] = task.State.RunId } },
        };
    }

    private async Task StatsAsync(TaskStatsRequest request, GrpcCall call)
    {
        LiveTask task = Known(request.TaskId);
        TimeSpan interval = request.CollectionInterval?.ToTimeSpan() is { Ticks: > 0 } wanted ? wanted : s_defaultInterval;
        var sampler = new UsageSampler(tasks.OpenCrun().Groups.DirectoriesOf(task.State.Container), time);
        while (!task.Ended.IsCompleted)
        {
            TaskStats stats = new()
            {
                Id = task.Config.Id,
                Timestamp = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
                AggResourceUsage = sampler.Take(),
            };
            await call.WriteAsync(new TaskStatsResponse { Stats = stats }).ConfigureAwait(false);
            await Task.WhenAny(task.Ended, Task.Delay(interval, time, call.Cancellation)).ConfigureAwait(false);
            call.Cancellation.ThrowIfCancellationRequested();
        }
    }

    private SignalTaskResponse SignalTask(SignalTaskRequest request)
    {
        LiveTask task = Known(request.TaskId);
        if (!task.Run.Signal(SignalOf(request.Signal))) throw new GrpcException(GrpcStatusCode.FailedPrecondition, "The task has ended: there is nobody to get the signal.");
        return new SignalTaskResponse();
    }

    private static Signal SignalOf(string name)
    {
        try
        {
            return TaskSettings.SignalOf("signal", name);
        }
        catch (ConfigException e)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, e.Message);
        }
    }

    private async Task<ExecTaskResponse> ExecAsync(ExecTaskRequest request, GrpcCall call)
    {
        TaskExecution execution = ExecutionOf(tasks, Known(request.TaskId));
        counts.Executed();
        (byte[] output, byte[] errors, int status) = await execution.RunAsync(request.Command, request.Timeout?.ToTimeSpan(), call.Cancellation).ConfigureAwait(false);
        return new ExecTaskResponse { Stdout = ByteString.CopyFrom(output), Stderr = ByteString.CopyFrom(errors), Result = new ExitResult { ExitCode = status } };
    }

    private async Task ExecStreamingAsync(GrpcCall call)
    {
        if (await call.ReadAsync(ExecTaskStreamingRequest.Parser).ConfigureAwait(false) is not { Setup: { } setup })
            throw new GrpcException(GrpcStatusCode.InvalidArgument, "The first message has no setup.");
        counts.Executed();
        await call.OpenAsync().ConfigureAwait(false);
        await new ExecStream(ExecutionOf(tasks, Known(setup.TaskId)), call).RunAsync(setup).ConfigureAwait(false);
    }
}
