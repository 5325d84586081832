// Constraints
//   A process may leave its group (setpgid), its session (setsid) and its parent (double fork), and do all three.
//   Only two things stay with it: being a descendant of the nearest living subreaper, and the environment it was started with.
//   The group's number may be given to a stranger once nobody is in the group and its leader is reaped.
// Scheme
//   With a subreaper everything that got away is a child of this process again, so a walk from our unregistered children and the live
//   stages finds it; whose it is, is told by group, session, having been seen before, or the environment mark.
//   Without one, a pass over /proc looks for the same marks, and spares what a boundary among them holds.
//   One look can miss a process that is being replaced by its child, so each says whether it saw anything come or go.

using Drover.Engine.Interop;
using System.Runtime.InteropServices;
using System.Text;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Pipelines;

/// <summary>Finds the processes that belong to a pipeline, wherever they have got to. Lives on the loop's thread.</summary>
internal sealed class PipelineTree
{
    /// <summary>The environment entry that marks the stages of a contained pipeline.</summary>
    public const string MarkName = "DROVER_PIPELINE";

    private readonly ProcessEngine _engine;
    private readonly Pipeline _pipeline;
    private readonly byte[]? _mark;
    private readonly HashSet<ProcessIdentity>? _seen;
    private readonly long _startTicks;
    private readonly List<int> _roots = [];
    private bool _groupIsGone;
    private int _looksWithoutGroup;

    public PipelineTree(ProcessEngine engine, Pipeline pipeline, string? mark)
    {
        _engine = engine;
        _pipeline = pipeline;
        if (!pipeline.Spec.Contained) return;
        _seen = [];
        if (mark is null) return;
        _mark = Encoding.ASCII.GetBytes($"{MarkName}={mark}");
        // Whoever started earlier was not started by it: most environments need not be read.
        _startTicks = pipeline.Stages[0].Identity.StartTicks;
    }

    /// <summary>Fills <paramref name="into"/> with all members that are alive, zombies left out.</summary>
    /// <param name="into">Is cleared first.</param>
    /// <param name="since">A look that began at this Stopwatch time or later, for another pipeline say, will do.</param>
    /// <returns>False when something came or went meanwhile, so that a member may have been missed.</returns>
    public bool Collect(List<ProcessInfo> into, long since)
    {
        CheckGroup();
        into.Clear();
        bool settled = _engine.Options.Subreaper ? CollectBelowUs(into, since) : CollectEverywhere(into, _engine.TableSince(since));
        foreach (ProcessInfo process in into)
        {
            if (process.ProcessGroup == _pipeline.Group.Id) _looksWithoutGroup = 0;
            _seen?.Add(process.Identity);
        }
        return settled;
    }

    /// <summary>Whether group, session, an earlier look or the mark say that a process is this pipeline's.</summary>
    public bool IsMember(in ProcessInfo info) =>
        IsOfGroup(info)
        || (_seen is not null && (_seen.Contains(info.Identity)
            || (_mark is not null && info.StartTicks >= _startTicks && ProcessReader.HasEnvironmentEntry(info.Pid, _mark))));

    private bool IsOfGroup(in ProcessInfo info)
    {
        if (_groupIsGone) return false;
        int id = _pipeline.Group.Id;
        if (info.ProcessGroup != id && (_pipeline.Spec.Placement != GroupPlacement.NewSession || info.Session != id)) return false;
        return info.Session == _pipeline.Session || _pipeline.Group.IsHeld;
    }

    // With our stages reaped the number is ours only as long as there always was somebody in the group.
    private void CheckGroup()
    {
        if (_groupIsGone) return;
        if (_pipeline.Spec.Placement == GroupPlacement.Ours) _groupIsGone = true;
        else if (!_pipeline.Group.IsHeld)
            _groupIsGone = ++_looksWithoutGroup > 2 || ProcessReader.TryRead(_pipeline.Group.Id, out _);
    }

    private bool CollectBelowUs(List<ProcessInfo> into, long since)
    {
        bool settled = true;
        AddLiveStages();
        foreach (int child in _engine.StraysSince(since))
        {
            // What it forked before it ended may have come to us after the look.
            if (!ProcessReader.TryRead(child, out ProcessInfo info) || info.HasEnded) settled = false;
            else if (_engine.Options.IsBoundary?.Invoke(child) == true) continue;
            else if (IsMember(info) || (_pipeline.Spec.AdoptsStrays && !_engine.IsOthers(_pipeline, info))) _roots.Add(child);
        }
        if (_roots.Count == 0) return settled;
        settled &= _engine.Descendants.Collect(CollectionsMarshal.AsSpan(_roots), into, _engine.Options.IsBoundary, includeRoots: true);
        return into.RemoveAll(static p => p.HasEnded) == 0 && settled;
    }

    private bool CollectEverywhere(List<ProcessInfo> into, ProcessTable table)
    {
        AddLiveStages();
        int self = Libc.getpid();
        foreach (ref readonly ProcessInfo info in table.Processes)
        {
            if (!info.HasEnded && info.Pid != self && IsMember(info) && !_roots.Contains(info.Pid) && !IsBeyondBoundary(table, info)) _roots.Add(info.Pid);
        }
        // From here on _roots is the list of all, each one's children behind it.
        for (int i = 0; i < _roots.Count; i++)
        {
            int index = table.IndexOf(_roots[i]);
            if (index < 0 || table[index].HasEnded) continue;
            into.Add(table[index]);
            int firstChild = _roots.Count;
            table.AddChildren(_roots[i], _roots);
            KeepMembers(firstChild);
        }
        return true;
    }

    private void AddLiveStages()
    {
        _roots.Clear();
        foreach (ChildProcess stage in _pipeline.Stages)
            if (!stage.HasEnded) _roots.Add(stage.Pid);
    }

    private void KeepMembers(int from)
    {
        Span<int> pids = CollectionsMarshal.AsSpan(_roots);
        int kept = from;
        for (int i = from; i < pids.Length; i++)
            if (!pids[..kept].Contains(pids[i]) && _engine.Options.IsBoundary?.Invoke(pids[i]) != true) pids[kept++] = pids[i];
        CollectionsMarshal.SetCount(_roots, kept);
    }

    // A boundary counts only if it is a member: an outer one, to which our orphans may have gone, spares nobody.
    private bool IsBeyondBoundary(ProcessTable table, in ProcessInfo info)
    {
        if (_engine.Options.IsBoundary is not { } isBoundary) return false;
        int index = table.IndexOf(info.Pid);
        for (int steps = 0; index >= 0 && steps < table.Count; steps++, index = table.ParentOf(index))
        {
            ref readonly ProcessInfo ancestor = ref table[index];
            if (isBoundary(ancestor.Pid) && IsMember(ancestor)) return true;
        }
        return false;
    }
}
