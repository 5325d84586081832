// Starts a pipeline, reads what it prints, and stops a second one with everything it started.
//
//   dotnet run --project samples/Supervise

using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;

using var engine = new ProcessEngine();

// Three processes in one group, connected by kernel pipes; only the last one's output comes to us.
Pipeline count = engine.Start(PipelineSpec.Of(
    ProcessSpec.Of("ls", "/usr/bin"),
    ProcessSpec.Of("grep", "^z"),
    ProcessSpec.Of("wc", "-l").Redirect(Redirection.PipeFromChild(1))));
using (Descriptor output = count.Stages[2].TakePipe(1))
{
    byte[] buffer = new byte[64];
    int length = output.Read(buffer);
    Console.WriteLine($"programs beginning with z: {Encoding.ASCII.GetString(buffer, 0, length).Trim()}");
}
PipelineStatus status = await count.Completion;
Console.WriteLine($"exit status {status.ExitStatus}, with pipefail {status.PipeFailStatus}, cpu {status.Usage.CpuUser.TotalMilliseconds:F1} ms");

// A shell with a child that ignores SIGTERM: TERM, a second of grace, then KILL, until nobody is left.
Pipeline stubborn = engine.Start(ProcessSpec.Of("sh", "-c", "(trap '' TERM; sleep 60) & wait"));
StopReport report = await stubborn.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromSeconds(1)));
Console.WriteLine($"stopped in {report.Elapsed.TotalSeconds:F2} s, SIGKILL needed: {report.Escalated}, left: {report.Leftovers.Length}");
return report.IsEmpty ? 0 : 1;
