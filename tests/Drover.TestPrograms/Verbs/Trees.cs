using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms.Verbs;

/// <summary>Process trees that are hard to end. The options --ignore-term, --close-stdio and --clear-env go to those below the leader.</summary>
internal static class Trees
{
    /// <summary>Dies of SIGTERM, as most programs do.</summary>
    public static int Obey()
    {
        Output.Ready();
        return Lifetime.Wait();
    }

    /// <summary>Ignores SIGTERM, SIGINT and SIGHUP.</summary>
    public static int IgnoreTerm()
    {
        IgnorePoliteSignals();
        Output.Ready();
        return Lifetime.Wait();
    }

    /// <summary>N children in the leader's group.</summary>
    public static int ForkChildren(Options options)
    {
        using var family = new Family();
        int count = (int)options.FirstNumber(3);
        for (int index = 0; index < count; index++)
            family.Spawn(Family.HoldVerb, options.All);
        Output.Ready(family.Await(count));
        return Lifetime.Wait();
    }

    /// <summary>A grandchild whose parent has gone: it belongs to init or the nearest subreaper.</summary>
    public static int DoubleFork(Options options)
    {
        Output.Ready(Orphan(options, newSession: false));
        return Lifetime.Wait();
    }

    /// <summary>A grandchild in a session of its own whose parent, the session's leader, has gone: a daemon as daemon(7) describes it.</summary>
    public static int SetsidEscape(Options options)
    {
        Output.Ready(Orphan(options, newSession: true));
        return Lifetime.Wait();
    }

    /// <summary>The leader ends with the given status; a child, which has closed 0, 1 and 2, stays.</summary>
    public static int LeaderExitsFirst(Options options)
    {
        using var family = new Family();
        family.Spawn(Family.HoldVerb, [.. options.All, "--close-stdio"]);
        Output.Ready(family.Await(1));
        return (int)options.FirstNumber(0);
    }

    /// <summary>The leader ends with the given status; a grandchild in another session keeps its stdout and stderr open.</summary>
    public static int GrandchildHoldsPipe(Options options)
    {
        Output.Ready(Orphan(options, newSession: true));
        return (int)options.FirstNumber(0);
    }

    /// <summary>A binary tree of N processes in all; prints a second line, "refused K", when the kernel allowed K fewer.</summary>
    public static int ForkBombBounded(Options options)
    {
        using var family = new Family();
        int below = (int)options.FirstNumber(16) - 1;
        int missing = Grow(below, (verb, arguments) => family.Spawn(verb, arguments));
        int[] pids = family.AwaitAtMost(below - missing);
        Output.Ready(pids);
        if (pids.Length < below)
            Output.Line($"refused {below - pids.Length}");
        return Lifetime.Wait();
    }

    /// <summary>Closes 0, 1 and 2 after it is ready: its pipes end while it lives.</summary>
    public static int CloseStdio()
    {
        Output.Ready();
        CloseStandardStreams();
        return Lifetime.Wait();
    }

    /// <summary>A member that waits.</summary>
    public static int Hold(Options options)
    {
        if (options.Has("--ignore-term"))
            IgnorePoliteSignals();
        if (options.Has("--close-stdio"))
            CloseStandardStreams();
        Family.Announce();
        return Lifetime.Wait();
    }

    /// <summary>A member that starts another and ends at once.</summary>
    public static int Intermediate(Options options) => Family.SpawnFromMember(Family.HoldVerb, options.All) == 0 ? 1 : 0;

    /// <summary>A member with that many below it.</summary>
    public static int Bomb(Options options)
    {
        Family.AnnounceMissing(Grow((int)options.FirstNumber(0), Family.SpawnFromMember));
        Family.Announce();
        return Lifetime.Wait();
    }

    /// <summary>Starts two subtrees with that many processes in all; returns how many of them could not be started from here.</summary>
    private static int Grow(int below, Func<string, string[], int> spawn)
    {
        int missing = 0;
        int[] halves = [(below + 1) / 2, below / 2];
        foreach (int half in halves)
        {
            if (half > 0 && spawn(Family.BombVerb, [$"{half - 1}"]) == 0)
                missing += half;
        }

        return missing;
    }

    private static int[] Orphan(Options options, bool newSession)
    {
        using var family = new Family();
        int intermediate = family.Spawn(Family.IntermediateVerb, options.All, newSession);
        Family.Reap(intermediate);
        return family.Await(1);
    }

    private static void IgnorePoliteSignals()
    {
        const int SIGHUP = 1, SIGINT = 2;
        Libc.signal(SIGHUP, Libc.SIG_IGN);
        Libc.signal(SIGINT, Libc.SIG_IGN);
        Libc.signal(Libc.SIGTERM, Libc.SIG_IGN);
    }

    private static void CloseStandardStreams()
    {
        for (int descriptor = 0; descriptor <= 2; descriptor++)
            Libc.close(descriptor);
    }
}
