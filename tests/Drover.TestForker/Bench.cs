using System.Diagnostics;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.TestForker;

/// <summary>Costs, in microseconds each.</summary>
internal static class Bench
{
    public static int Run(string what, int count)
    {
        using ProcessEngine engine = Forks.NewEngine();
        ProcessSpec fork = Forks.Body(static () => 0), program = ProcessSpec.Of("/bin/true");
        PipelineSpec spec = what switch
        {
            "fork" => PipelineSpec.Of(fork),
            "fork2" => PipelineSpec.Of(fork, fork),
            "exec" => PipelineSpec.Of(program),
            "exec2" => PipelineSpec.Of(program, program),
            "exec3" => PipelineSpec.Of(program, program, program),
            _ => throw new CheckFailedException($"unknown: {what}"),
        };
        for (int i = 0; i < 20; i++) engine.Start(spec).Wait();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++) engine.Start(spec).Wait();
        Console.WriteLine($"{what}: {Stopwatch.GetElapsedTime(start).TotalMicroseconds / count:F0} us each, {count} times");
        return 0;
    }
}
