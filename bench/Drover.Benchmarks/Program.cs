using System.Globalization;
using Drover.Benchmarks;
using Drover.Engine;

// Prints what it measured, a number a line or name=value; bench/compare.sh says what they mean. Durable runs are those of DROVER_STATE.
ProcessEngine.RestoreChildSignal();
switch (args)
{
    case ["spawn", var count]:
        SequentialSpawns.Run(Number(count), captured: false);
        return 0;
    case ["capture", var count]:
        SequentialSpawns.Run(Number(count), captured: true);
        return 0;
    case ["many", var count]:
        ManyChildren.Run(Number(count), captured: false);
        return 0;
    case ["many-captured", var count]:
        ManyChildren.Run(Number(count), captured: true);
        return 0;
    case ["start", var count, .. var command] when command.Length > 0:
        DurableRuns.Start(Number(count), command);
        return 0;
    case ["list"]:
        DurableRuns.List();
        return 0;
    case ["stop"]:
        DurableRuns.StopAll();
        return 0;
    case ["log", var bytes, .. var command] when command.Length > 0:
        LoggedOutput.Run(long.Parse(bytes, CultureInfo.InvariantCulture), command);
        return 0;
    case ["make-log", var records, var length]:
        LargeLog.Make(Number(records), Number(length));
        return 0;
    default:
        Console.Error.WriteLine("drover-bench spawn|capture|many|many-captured N | start N COMMAND… | list | stop | log BYTES COMMAND… | make-log RECORDS LENGTH");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
