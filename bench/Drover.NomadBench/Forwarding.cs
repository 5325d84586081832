using System.Diagnostics;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Nomad.Protocol.Driver;

namespace Drover.NomadBench;

/// <summary>How fast a reader of a FIFO gets a task's output, and the same through cat.</summary>
internal static class Forwarding
{
    public static async Task RunAsync(string plugin, string work, long bytes, string writer)
    {
        var allocation = new Allocation(work);
        File.Copy(writer, allocation["app/local/writer"]);
        string output = allocation.MakeFifo("alloc/logs/.app.stdout.fifo"), errors = allocation.MakeFifo("alloc/logs/.app.stderr.fifo");
        using (var started = new Plugin(plugin, work))
        {
            await started.ConfigureAsync();
            TaskConfig task = allocation.Task("/local/writer", $"{bytes}");
            (task.StdoutPath, task.StderrPath) = (output, errors);
            Task<(long Bytes, double Seconds)> reading = ReadAsync(output), ignoring = ReadAsync(errors);
            await started.Client.CallAsync(Allocation.Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser);
            Tell("forward", await reading, bytes);
            await ignoring;
            await started.Client.CallAsync(Allocation.Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser);
            await started.Client.CallAsync(Allocation.Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);
            await started.ShutDownAsync();
        }
        using var engine = new ProcessEngine();
        Task<(long Bytes, double Seconds)> second = ReadAsync(output);
        using Pipeline cat = engine.Start(new PipelineSpec
        {
            Stages =
            [
                ProcessSpec.Of(writer, $"{bytes}") with { Redirections = [Redirection.Null(0)] },
                ProcessSpec.Of("cat") with { Redirections = [Redirection.File(1, output, OpenMode.ReadWriteExisting)] },
            ],
        });
        Tell("cat", await second, bytes);
        await cat.Completion;
    }

    private static void Tell(string name, (long Bytes, double Seconds) read, long wanted)
    {
        if (read.Bytes != wanted) throw new InvalidOperationException($"{name}: {read.Bytes} of {wanted} bytes came");
        Report.Value($"{name}_mb_per_s", read.Bytes / 1e6 / read.Seconds);
        Report.Value($"{name}_ms", read.Seconds * 1000);
    }

    // From the first byte to the last.
    private static Task<(long Bytes, double Seconds)> ReadAsync(string fifo) => Task.Factory.StartNew(() =>
    {
        using Descriptor reader = Descriptor.Open(fifo, OpenMode.Read);
        byte[] buffer = new byte[64 * 1024];
        long total = 0, begin = 0, end = 0;
        for (int n; (n = reader.Read(buffer)) > 0;)
        {
            end = Stopwatch.GetTimestamp();
            if (total == 0) begin = end;
            total += n;
        }
        return (total, total == 0 ? 0 : Math.Max(1e-9, Stopwatch.GetElapsedTime(begin, end).TotalSeconds));
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
