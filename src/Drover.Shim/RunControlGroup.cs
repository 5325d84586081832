using Drover.Engine.ControlGroups;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>The limits of a run's whole tree: a control group where one can be had, and for memory alone looks at the tree where not.</summary>
internal sealed class RunControlGroup
{
    private readonly ControlGroup? _group;

    private RunControlGroup(ControlGroup? group, string? whyMemoryIsSampled)
    {
        _group = group;
        WhyMemoryIsSampled = whyMemoryIsSampled;
    }

    /// <summary>The group, if there is one.</summary>
    public ControlGroup? Group => _group;

    /// <summary>Why the kernel does not watch over the memory; null when it does, or nobody is to.</summary>
    public string? WhyMemoryIsSampled { get; }

    /// <summary>Makes what the spec asks for.</summary>
    /// <exception cref="ControlGroupException">A limit was asked for that can't be set here.</exception>
    public static RunControlGroup Create(string id, RunSpec spec)
    {
        if (spec.Container is { } container)
        {
            // Made and limited by whoever creates the container.
            if (container.ControlGroups.IsDefaultOrEmpty) return new RunControlGroup(null, null);
            var directories = new List<string>(container.ControlGroups.Length);
            foreach (Engine.ByteString directory in container.ControlGroups) directories.Add(directory.ToString());
            return new RunControlGroup(ControlGroup.Open(directories), null);
        }
        if (spec.MemoryBytes is null && spec.Cpus is null && spec.Pids is null) return new RunControlGroup(null, null);
        ControlGroupHierarchy hierarchy = ControlGroupHierarchy.Detect();
        string? obstacle = spec.MemoryBytes is null ? null : hierarchy[ControllerKind.Memory].Obstacle;
        if (obstacle is not null && spec.Cpus is null && spec.Pids is null) return new RunControlGroup(null, obstacle);
        var limits = new ControlGroupSpec
        {
            MemoryBytes = obstacle is null ? spec.MemoryBytes : null,
            CpuLimit = spec.Cpus,
            PidsMax = spec.Pids is { } pids ? (int)pids : null,
        };
        return new RunControlGroup(ControlGroup.Create(hierarchy, id, limits), obstacle);
    }

    /// <summary>Removes the group. One that still holds a run that was started inside this one stays.</summary>
    public void Remove()
    {
        try
        {
            _ = _group?.Remove();
        }
        catch (ControlGroupException)
        {
            // Empty by now, it harms nobody.
        }
    }
}
