using System.Collections.Immutable;
using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Queues;

/// <summary>Which tasks wait for which.</summary>
internal static class Dependencies
{
    /// <summary>The tasks that must be done first and are not. One that was deleted is waited for no more.</summary>
    public static List<string> Unmet(DatabaseSession session, BoardTask task)
    {
        List<string> unmet = [];
        foreach (string id in task.Settings.DependsOn)
        {
            if (TaskIds.TryParse(id) is { } seq && TaskTable.Find(session, seq) is { Lane: not (TaskLane.Done or TaskLane.Archived) }) unmet.Add(id);
        }
        return unmet;
    }

    /// <summary>What is wrong with dependencies; null when they can be met.</summary>
    /// <param name="session">Where the tasks are.</param>
    /// <param name="seq">The task that is to have them; 0 for a new one.</param>
    /// <param name="dependsOn">The tasks that it is to depend on.</param>
    public static string? Check(DatabaseSession session, long seq, ImmutableArray<string> dependsOn)
    {
        var path = new List<string> { TaskIds.Of(seq) };
        var seen = new HashSet<long>();
        return Walk(session, seq, dependsOn, path, seen);
    }

    private static string? Walk(DatabaseSession session, long goal, ImmutableArray<string> dependsOn, List<string> path, HashSet<long> seen)
    {
        foreach (string id in dependsOn)
        {
            if (TaskIds.TryParse(id) is not { } seq) return $"'{id}' is not the id of a task";
            if (seq == goal) return $"goes round in a circle: {string.Join(" → ", path)} → {id}";
            if (!seen.Add(seq)) continue;
            BoardTask? task = TaskTable.Find(session, seq);
            // Deeper down something may have been deleted; what is named now must be there.
            if (task is null)
            {
                if (path.Count == 1) return $"names {id}, which does not exist";
                continue;
            }
            path.Add(id);
            if (Walk(session, goal, task.Settings.DependsOn, path, seen) is { } problem) return problem;
            path.RemoveAt(path.Count - 1);
        }
        return null;
    }
}
