using System.CommandLine;
using Drover.Cli.Arguments;

namespace Drover.Cli.Commands;

/// <summary>The options of <c>drover run</c>.</summary>
internal sealed class RunOptions
{
    public Option<bool> Detach { get; } = OptionOf.Flag("--detach", "Return as soon as the command has started; print the run's name or id.", "-d");
    public Option<string> Name { get; } = OptionOf.Text("--name", "NAME", "A name, unique among live runs.");
    public Option<string[]> Label { get; } = OptionOf.List("--label", "KEY=VALUE", "A label to find it by; may be given several times.", "-l");
    public Option<string> WorkingDirectory { get; } = OptionOf.Text("--cwd", "DIR", "The working directory. Default: ours.", "-C");
    public Option<string[]> Environment { get; } = OptionOf.List("--env", "KEY=VALUE", "Set an environment variable; KEY alone takes our value.", "-e");
    public Option<string[]> EnvironmentFile { get; } = OptionOf.List("--env-file", "FILE", "Read KEY=VALUE lines from a file; # begins a comment line.");
    public Option<bool> ClearEnvironment { get; } = OptionOf.Flag("--clear-env", "Begin with an empty environment.");
    public Option<string> User { get; } = OptionOf.Text("--user", "USER[:GROUP]", "Run as another user (needs the right to).", "-u");
    public Option<string> Nice { get; } = OptionOf.Text("--nice", "N", "Nice value, -20 (first) to 19 (last).");
    public Option<string> Umask { get; } = OptionOf.Text("--umask", "MODE", "File mode creation mask, in octal.");
    public Option<string> Timeout { get; } = OptionOf.Text("--timeout", "TIME", "Stop it when it takes longer; exit status 124. TIME: 90s, 5m, 1h30m, 2d.", "-t");
    public Option<string> IdleTimeout { get; } = OptionOf.Text("--idle-timeout", "TIME", "Stop it when it writes nothing for so long; exit status 124.");
    public Option<string> StopSignal { get; } = OptionOf.Text("--stop-signal", "SIGNAL", "The signal that a stop begins with. Default: TERM.");
    public Option<string> Grace { get; } = OptionOf.Text("--grace", "TIME", "How long a stop waits for the whole tree before SIGKILL. Default: 10s.");
    public Option<string> Leftovers { get; } = OptionOf.Text("--leftovers", "stop|wait", "What becomes of processes that the command leaves behind. Default: stop.");
    public Option<string> Memory { get; } = OptionOf.Text("--memory", "SIZE", "Memory of the whole tree: 512M, 1G (needs control groups).", "-m");
    public Option<string> Cpus { get; } = OptionOf.Text("--cpus", "N", "Processors' worth of time for the whole tree: 0.5, 2 (needs control groups).");
    public Option<string> Pids { get; } = OptionOf.Text("--pids", "N", "Processes and threads of the whole tree (needs control groups).");
    public Option<string> OpenFiles { get; } = OptionOf.Text("--nofile", "N", "Open files of each process.");
    public Option<string> Core { get; } = OptionOf.Text("--core", "SIZE", "Size of a core dump, or unlimited.");
    public Option<string> FileSize { get; } = OptionOf.Text("--fsize", "SIZE", "Size of a file that it writes, or unlimited.");
    public Option<string> Pty { get; } = OptionOf.Text("--pty", "auto|yes|no", "Give it a terminal. auto: in the foreground, when ours is one.");
    public Option<string> Input { get; } = OptionOf.Text("--stdin", "none|inherit|pipe|file:PATH", "Its standard input. Default: ours in the foreground, none with -d.");
    public Option<string> Restart { get; } = OptionOf.Text("--restart", "no|on-failure[:N]|always", "Start it again when it has ended, at most N times. Default: no.");
    public Option<string> Backoff { get; } = OptionOf.Text("--backoff", "MIN..MAX", "The wait before a restart; it doubles each time. Default: 1s..1m.");
    public Option<string> MaxLog { get; } = OptionOf.Text("--max-log", "SIZE", "Keep so much output: the head and the newest tail. Default: all.");
    public Option<string> Health { get; } = OptionOf.Text("--health", "COMMAND", "A shell command that exits with 0 while the run is healthy.");
    public Option<string> HealthInterval { get; } = OptionOf.Text("--health-interval", "TIME", "The time from one health check to the next. Default: 30s.");
    public Option<bool> KillOnParentExit { get; } = OptionOf.Flag("--kill-on-parent-exit", "Stop it when who asked ends: drover in the foreground, its caller with -d.");

    /// <summary>All of them, in the order in which help lists them.</summary>
    public IEnumerable<Option> All =>
    [
        Detach, Name, Label, WorkingDirectory, Environment, EnvironmentFile, ClearEnvironment, User, Nice, Umask, Timeout, IdleTimeout, StopSignal, Grace, Leftovers,
        Memory, Cpus, Pids, OpenFiles, Core, FileSize, Pty, Input, Restart, Backoff, MaxLog, Health, HealthInterval, KillOnParentExit,
    ];
}
