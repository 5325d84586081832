// Children for tests: hostile ones, talkative ones, and ones that report how they were started.
//
// Constraints: no C# function may be a signal handler, C# cannot fork, and what a failed test leaves behind must end by itself.
// Scheme: one verb an invocation. Whatever lives long prints "ready PID..." on stdout, its own pid first, once every process of
// its tree is in the state it promises. Each process arms a timer that kills it (Lifetime), even while it is stopped. Children are
// this executable again; they announce their pid on descriptor 3, a pipe that the first process reads (Family).

using Drover.TestPrograms;
using Drover.TestPrograms.Verbs;

Lifetime.Limit();
string verb = args.Length > 0 ? args[0] : "";
var options = new Options(args.AsSpan(Math.Min(1, args.Length)).ToArray());
return verb switch
{
    // Trees, for the stop matrix.
    "obey" or "sleep-forever" => Trees.Obey(),
    "ignore-term" => Trees.IgnoreTerm(),
    "fork-children" => Trees.ForkChildren(options),
    "double-fork" => Trees.DoubleFork(options),
    "setsid-escape" => Trees.SetsidEscape(options),
    "leader-exits-first" => Trees.LeaderExitsFirst(options),
    "grandchild-holds-pipe" => Trees.GrandchildHoldsPipe(options),
    "fork-bomb-bounded" => Trees.ForkBombBounded(options),
    "close-stdio" => Trees.CloseStdio(),
    Family.HoldVerb => Trees.Hold(options),
    Family.IntermediateVerb => Trees.Intermediate(options),
    Family.BombVerb => Trees.Bomb(options),

    // Signals and endings.
    "self-stop" => Endings.SelfStop(),
    "main-thread-ends" => Endings.MainThreadEnds(),
    "trap-term-exit-0" => Endings.TrapTermExit0(args),
    "exit" => Endings.Exit(options),
    "kill-self" => Endings.KillSelf(options),

    // Output and input.
    "write" => Streams.Write(options),
    "long-line" => Streams.LongLine(options),
    "utf8-split" => Streams.Utf8Split(),
    "ticks" => Streams.Ticks(options),
    "echo-stdin" => Streams.EchoStdin(),

    // Reports of how it was started.
    "print-args" => Reports.PrintArgs(),
    "print-env" => Reports.PrintEnv(options),
    "print-cwd" => Reports.PrintCwd(),
    "print-fds" => Reports.PrintFds(),
    "print-status" => Reports.PrintStatus(),
    "isatty" => Reports.IsATty(),
    "winsize" => Reports.WindowSize(args),

    // Load.
    "spin" => Loads.Spin(),
    "allocate" => Loads.Allocate(options),

    _ => Output.Fail($"unknown verb '{verb}'; the verbs are in tests/Drover.TestPrograms/Program.cs"),
};
