using Drover.Server.Hosting;
using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Agents;

/// <summary>The profiles: those that are stored, and the default one of AGENT_COMMAND as long as nobody has stored another by its name.</summary>
internal sealed class ProfileBook(IDatabase database, BoardFeed feed, ServerSettings settings, TimeProvider time)
{
    private readonly AgentProfile _builtIn = AgentProfile.FromCommand(settings.AgentCommand);

    /// <summary>The profile of a name; null when there is none.</summary>
    /// <param name="session">Where the stored ones are.</param>
    /// <param name="name">Its name; null for the default.</param>
    public AgentProfile? Find(DatabaseSession session, string? name)
    {
        name ??= AgentProfile.DefaultName;
        return ProfileTable.Find(session, name) ?? (name == AgentProfile.DefaultName ? _builtIn : null);
    }

    /// <summary>All of them, by name.</summary>
    public List<AgentProfile> All(DatabaseSession session)
    {
        List<AgentProfile> all = ProfileTable.All(session);
        if (!all.Exists(profile => profile.Name == AgentProfile.DefaultName)) all.Insert(0, _builtIn);
        return [.. all.OrderBy(profile => profile.Name, StringComparer.Ordinal)];
    }

    /// <summary>Stores a profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="make">Makes it of the one that is there; null for none.</param>
    /// <param name="isWanted">Whether the one that is there is what the caller knows; null for none.</param>
    /// <returns>The stored one and whether it was there before; null when it was not what the caller knows.</returns>
    public Task<(AgentProfile Profile, bool IsNew)?> WriteAsync(string name, Func<AgentProfile?, AgentProfile> make, Func<AgentProfile?, bool> isWanted) => database.WriteAsync(
        session =>
        {
            AgentProfile? was = Find(session, name);
            if (!isWanted(was)) return ((AgentProfile, bool)?)null;
            AgentProfile made = make(was) with { Name = name, Rev = (was?.Rev ?? 0) + 1, UpdatedAt = time.GetUtcNow() };
            return (ProfileTable.Write(session, made), was is null);
        },
        committed: Tell);

    /// <summary>Removes a stored profile. The default one is then that of AGENT_COMMAND again.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isWanted">Whether it is what the caller knows.</param>
    /// <returns>The profile that was there, and the tasks that keep it from being removed; null when there was none.</returns>
    public Task<(AgentProfile Profile, List<string> Users, bool IsRemoved)?> DeleteAsync(string name, Func<AgentProfile, bool> isWanted) => database.WriteAsync(
        session =>
        {
            if (ProfileTable.Find(session, name) is not { } was) return ((AgentProfile, List<string>, bool)?)null;
            if (!isWanted(was)) return (was, [], false);
            List<string> users = name == AgentProfile.DefaultName
                ? []
                : session.Query("SELECT seq FROM task WHERE profile = @name AND lane NOT IN ('done', 'archived') ORDER BY seq LIMIT 20", row => TaskIds.Of(row.Number("seq")), ("@name", name));
            return (was, users, users.Count == 0 && ProfileTable.Delete(session, name));
        },
        committed: done => Tell(done));

    private void Tell<T>(T? done)
    {
        if (done is not null) feed.Publish(new BoardEvent { Type = "settings.updated", Intent = Intent.User });
    }
}
