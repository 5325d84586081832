using System.Collections.Immutable;
using Drover.Server.Hosting;
using Drover.Server.Tasks;

namespace Drover.Server.Demonstrations;

/// <summary><c>drover serve --demo</c>: fills an empty board with real work on Drover's own sources.</summary>
internal static class DemoBoard
{
    /// <summary>How many agents work at once, unless somebody says otherwise.</summary>
    public const int Capacity = 2;

    private const string Pack = "tar c --exclude=./artifacts --exclude=bin --exclude=obj --exclude=node_modules --exclude=.git .";

    // The first ones are quick, so that the board moves at once; the last is left for whoever looks at it.
    private static readonly (string Title, string[] Labels, string What, string[] Steps, int? After, bool IsQueued)[] s_tasks =
    [
        ("Count the lines of each project", ["search"], "How much code is where?",
            ["""for d in src/* tests/*; do [ -d "$d" ] || continue; printf '%7d  %s\n' "$(find "$d" -name obj -prune -o -name bin -prune -o -name '*.cs' -type f -exec cat {} + | wc -l)" "$d"; sleep 0.15; done | sort -rn"""], null, true),
        ("Search for work that was left behind", ["search"], "Look for notes that nobody came back to, and for the longest files.",
            ["""grep -rnE '(TODO|FIXME|XXX)\b' --include='*.cs' --include='*.sh' --include='*.ts*' --exclude-dir=node_modules --exclude-dir=obj src tests web bench || echo 'none: well done'""",
             """find src -name obj -prune -o -name '*.cs' -type f -print | xargs wc -l | sort -rn | sed -n '2,11p'"""], null, true),
        ("Check the syntax of every shell script", ["test"], "Each script must parse.",
            ["""for f in *.sh .ci/run eng/*.sh bench/*.sh; do printf '%-24s ' "$f"; bash -n "$f" && echo ok || exit 1; sleep 0.2; done"""], null, true),
        ("Build the shell's parser", ["build"], "Compile src/Drover.Shell.Syntax and its tests with warnings as errors.",
            ["dotnet build tests/Drover.Shell.Syntax.Tests -c Release -v minimal -nologo -nodeReuse:false -p:UseSharedCompilation=false"], null, true),
        ("Test the shell's parser", ["test"], "Run its tests. It depends on the build: approve that when it is in Review, and this one starts.",
            ["tests/Drover.Shell.Syntax.Tests/bin/Release/net10.0/Drover.Shell.Syntax.Tests -nologo"], 4, true),
        ("Find a project called Drover.Imaginary", ["search"], "There is none: what went wrong stands on the card, and the task goes back to Todo.",
            ["ls src", "ls -d src/Drover.Imaginary"], null, true),
        ("Pack the sources and hash them, twenty times", ["try it"], "Yours to run: press Run, open the card, watch the log, the resources and the processes, and press Stop when you like.",
            [$"i=0; while [ $i -lt 20 ]; do i=$((i+1)); {Pack} | gzip -9n | sha256sum | sed \"s/^/$i  /\"; done"], null, false),
    ];

    /// <summary>The settings with the demo agent, for work on Drover's own sources.</summary>
    /// <exception cref="UsageException">The workspace does not hold them.</exception>
    public static ServerSettings Apply(ServerSettings settings, bool hasCapacity)
    {
        if (!File.Exists(Path.Combine(settings.Workspace, "Drover.slnx")))
            throw new UsageException($"--demo works on Drover's own sources, and {settings.Workspace} does not hold them. Start it there, or name them in WORKSPACE_PATH.");
        string own = Environment.ProcessPath ?? throw new UsageException("--demo needs /proc to find the demo agent.");
        return settings with { AgentCommand = $"'{own.Replace("'", "'\\''", StringComparison.Ordinal)}' demo-agent", Capacity = hasCapacity ? settings.Capacity : Capacity };
    }

    /// <summary>Adds the tasks if there is none, and queues them.</summary>
    public static async Task FillAsync(Board board)
    {
        if (board.Database.Read(session => session.QueryNumber("SELECT count(*) FROM task")) > 0) return;
        var added = new List<BoardTask>();
        foreach ((string title, string[] labels, string what, string[] steps, int? after, _) in s_tasks)
        {
            string context = $"{what}\n\n{string.Join('\n', steps.Select(step => $"$ {step}"))}\n";
            ImmutableArray<string> dependsOn = after is { } place ? [added[place - 1].Id] : [];
            added.Add(await board.CreateAsync(new BoardTask { Title = title, Context = context, Labels = [.. labels], Settings = TaskSettings.None with { DependsOn = dependsOn } }).ConfigureAwait(false));
        }
        for (int i = 0; i < added.Count; i++)
            if (s_tasks[i].IsQueued) await board.QueueAsync(added[i].Seq, Intent.User, "demo").ConfigureAwait(false);
    }
}
