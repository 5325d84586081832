using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Nomad.Protocol.Driver;

namespace Drover.NomadBench;

/// <summary>From StartTask to the first instruction in the container, and the same by "crun run" of the same bundle; both by CLOCK_MONOTONIC.</summary>
internal static class Starts
{
    private const string Unified = "/sys/fs/cgroup/unified/cgroup.controllers";

    public static async Task RunAsync(string plugin, string work, int count, string first)
    {
        using var engine = new ProcessEngine();
        using var started = new Plugin(plugin, work);
        await started.ConfigureAsync();
        for (int i = 0; i < count; i++)
        {
            var allocation = new Allocation(work);
            File.Copy(first, allocation["app/local/first"]);
            string fifo = allocation.MakeFifo("app/local/fifo");
            TaskConfig task = allocation.Task("/local/first", "/local/fifo");

            Task<long> seen = ReadAsync(fifo);
            long begin = Stopwatch.GetTimestamp();
            StartTaskResponse answer = await started.Client.CallAsync(Allocation.Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser);
            Report.Value("answer_ms", Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            double startMs = (await seen - begin) / 1e6;
            await started.Client.CallAsync(Allocation.Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser);

            string container = JsonDocument.Parse(answer.Handle.DriverState.ToByteArray()).RootElement.GetProperty("container").GetString()!;
            string bundle = Path.Combine(started.State, "nomad", container);
            string[] run = ["crun", "--root", Path.Combine(work, "crun"), "run", "--bundle", bundle, container];
            // As the driver does where both versions of control groups are mounted.
            string[] words = File.Exists(Unified) && File.ReadAllText(Unified).Trim().Length > 0
                ? ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", "umount /sys/fs/cgroup/unified && exec \"$@\"", "crun", .. run]
                : run;
            seen = ReadAsync(fifo);
            begin = Stopwatch.GetTimestamp();
            using Pipeline byHand = engine.Start(ProcessSpec.Of(words[0], [.. words[1..].Select(word => new ByteString(word))]) with { Redirections = [Redirection.Null(0)] });
            double runMs = (await seen - begin) / 1e6;
            PipelineStatus status = await byHand.Completion;
            if (status.ExitStatus != 0) throw new InvalidOperationException($"crun run ended with {status.Last}");
            Report.Value("start_ms", startMs);
            Report.Value("run_ms", runMs);
            Report.Value("beyond_ms", Math.Max(0, startMs - runMs));
            await started.Client.CallAsync(Allocation.Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);
        }
        await started.ShutDownAsync();
    }

    private static Task<long> ReadAsync(string fifo) => Task.Factory.StartNew(() =>
    {
        using FileStream reader = File.OpenRead(fifo);
        byte[] bytes = new byte[8];
        reader.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
