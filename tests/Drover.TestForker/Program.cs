// What forks and catches signals, which only a native executable can: the tests under Drover.Engine.Tests start it with one verb.
// "nest" and "parse" are of Drover.Shell.Syntax.Tests.
// Each verb checks what it names, prints what it found, and exits with 0; a check that fails says so on standard error and exits with 1.

using Drover.Engine;
using Drover.TestForker;

ProcessEngine.RestoreChildSignal();
try
{
    return (args.Length > 0 ? args[0] : "") switch
    {
        "support" => Forks.Support(),
        "status" => Forks.Status(),
        "nested" => Forks.Nested(10),
        "sequential" => Forks.Sequential(int.Parse(args[1])),
        "at-once" => Forks.AtOnce(int.Parse(args[1])),
        "pipes" => Forks.Pipes(),
        "engine-in-child" => Forks.EngineInChild(),
        "descriptors" => Forks.Descriptors(),
        "dispositions" => Forks.Dispositions(),
        "long-pipeline" => Forks.LongPipeline(int.Parse(args[1])),
        "many-alive" => Forks.ManyAlive(int.Parse(args[1])),
        "catch-all" => Catches.All(),
        "catch-in-child" => Catches.InChild(),
        "interrupted-read" => Catches.InterruptedRead(),
        "entry" => Catches.Entry(),
        "ignored-child" => Catches.IgnoredChild(),
        "exec" => Primitives.Exec(),
        "self" => Primitives.Self(),
        "stops" => Stops.Foreground(),
        "wait-ends" => Waits.Ends(),
        "wait-failures" => Waits.Failures(),
        "wait-signals" => Waits.Signals(),
        "wait-storm" => Waits.Storm(int.Parse(args[1])),
        "nest" => Syntax.Nest(int.Parse(args[1])),
        "parse" => Syntax.Time(args[1]),
        "bench" => Bench.Run(args[1], int.Parse(args[2])),
        var verb => Check.Fail($"unknown verb '{verb}'"),
    };
}
catch (CheckFailedException e)
{
    return Check.Fail(e.Message);
}
