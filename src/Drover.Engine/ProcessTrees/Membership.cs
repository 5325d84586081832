// Constraints
//   Without a subreaper an orphan goes to init: its line of parents says nothing any more. Session and group numbers of a dead leader
//   stay taken as long as anybody is in them, and may be given anew afterwards. The environment tells only how a program was started.
// Scheme
//   One pass over /proc; a process is a member by descent, session, group or mark. A number whose leader is there but started at another
//   time has been given anew and counts for nothing. A boundary is one only if it is a member itself: the shim of an outer run, to which
//   our orphans may have gone, is above them and spares nobody.

using Drover.Engine.Interop;
using Drover.Engine.Processes;

namespace Drover.Engine.ProcessTrees;

/// <summary>Finds the processes of a tree after its holder has died, those that escaped by setsid(2) or a double fork among them.</summary>
/// <remarks>What has cleared its environment and left session, group and line of descent is not found. Not for several threads at once.</remarks>
public sealed class Membership
{
    private const byte Unknown = 0;
    private const byte Outside = 1;
    private const byte Inside = 2;

    private readonly ProcessTable _table = new();
    private byte[] _descent = [];
    private byte[] _members = [];
    private byte[] _beyond = [];

    /// <summary>Looks once through all processes.</summary>
    /// <param name="query">What makes a member.</param>
    /// <param name="found">Is cleared, and gets the members in ascending order of their numbers: never this process, nor zombies, which nothing can end.</param>
    /// <exception cref="SystemCallException">/proc can't be opened.</exception>
    public void Find(MembershipQuery query, List<ProcessIdentity> found)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(found);
        found.Clear();
        _table.Refresh();
        if (_descent.Length < _table.Count)
        {
            _descent = new byte[_table.Count + 64];
            _members = new byte[_table.Count + 64];
            _beyond = new byte[_table.Count + 64];
        }
        _descent.AsSpan().Clear();
        _members.AsSpan().Clear();
        _beyond.AsSpan().Clear();

        int session = StillTheirs(query.SessionLeader);
        int group = StillTheirs(query.GroupLeader);
        for (int i = 0; i < _table.Count; i++)
        {
            ref readonly ProcessInfo process = ref _table[i];
            if (process.HasEnded) continue;
            bool member = (session > 0 && process.Session == session)
                || (group > 0 && process.ProcessGroup == group)
                || IsBelow(i, query.Roots, 0)
                || (!query.EnvironmentMark.IsEmpty && ProcessReader.HasEnvironmentEntry(process.Pid, query.EnvironmentMark.Span));
            _members[i] = member ? Inside : Outside;
        }

        for (int i = 0; i < _table.Count; i++)
        {
            if (_members[i] != Inside || _table[i].Pid == Libc.getpid()) continue;
            if (query.IsBoundary is null || !IsBeyond(i, query.IsBoundary, 0)) found.Add(_table[i].Identity);
        }
    }

    private int StillTheirs(ProcessIdentity? leader)
    {
        if (leader is not { } identity) return 0;
        int index = _table.IndexOf(identity.Pid);
        return index < 0 || _table[index].StartTicks == identity.StartTicks ? identity.Pid : 0;
    }

    private bool IsBelow(int index, IReadOnlyList<ProcessIdentity> roots, int depth)
    {
        if (_descent[index] != Unknown) return _descent[index] == Inside;
        bool below = false;
        for (int i = 0; i < roots.Count && !below; i++) below = roots[i] == _table[index].Identity;
        if (!below && depth < _table.Count && _table.ParentOf(index) is >= 0 and var parent) below = IsBelow(parent, roots, depth + 1);
        _descent[index] = below ? Inside : Outside;
        return below;
    }

    private bool IsBeyond(int index, Func<int, bool> isBoundary, int depth)
    {
        if (_beyond[index] != Unknown) return _beyond[index] == Inside;
        bool beyond = _members[index] == Inside && isBoundary(_table[index].Pid);
        if (!beyond && depth < _table.Count && _table.ParentOf(index) is >= 0 and var parent) beyond = IsBeyond(parent, isBoundary, depth + 1);
        _beyond[index] = beyond ? Inside : Outside;
        return beyond;
    }
}
