using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Shim.Tests.Stopping;

/// <summary>A tree of the stop matrix.</summary>
/// <param name="Verb">The test program's verb and options.</param>
/// <param name="ByRequest">The leader's wait status when it is being stopped.</param>
/// <param name="Escalates">Whether SIGKILL is needed.</param>
/// <param name="EndsByItself">Whether its leader ends without being asked; then its status is the outcome.</param>
public sealed record StopCase(string Verb, WaitStatus ByRequest, bool Escalates = false, bool EndsByItself = false)
{
    private static readonly WaitStatus s_terminated = WaitStatus.Signalled(Signal.TERM);
    private static readonly WaitStatus s_killed = WaitStatus.Signalled(Signal.KILL);

    /// <summary>The trees, by what they do.</summary>
    public static IReadOnlyDictionary<string, StopCase> Trees { get; } = new Dictionary<string, StopCase>
    {
        ["obeys TERM"] = new("obey", s_terminated),
        ["ignores TERM"] = new("ignore-term", s_killed, Escalates: true),
        ["forks children"] = new("fork-children 3", s_terminated),
        ["double-forks"] = new("double-fork --ignore-term", s_terminated, Escalates: true),
        ["escapes by setsid"] = new("setsid-escape --ignore-term", s_terminated, Escalates: true),
        ["is stopped by SIGSTOP"] = new("self-stop", s_terminated),
        ["goes on after its first thread"] = new("main-thread-ends", s_terminated),
        ["leader exits first"] = new("leader-exits-first 7 --ignore-term", WaitStatus.Exited(7), Escalates: true, EndsByItself: true),
        ["traps TERM and exits 0"] = new("trap-term-exit-0", WaitStatus.Exited(0)),
        ["closes its streams"] = new("close-stdio", s_terminated),
        ["grandchild holds the pipe"] = new("grandchild-holds-pipe 5 --ignore-term", WaitStatus.Exited(5), Escalates: true, EndsByItself: true),
    };
}
