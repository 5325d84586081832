namespace Drover.Engine.ControlGroups;

/// <summary>The two interfaces of control groups (cgroups(7)). A machine may have both at once, each controller in one of them.</summary>
public enum ControlGroupVersion
{
    /// <summary>A hierarchy for each controller.</summary>
    V1 = 1,

    /// <summary>One unified hierarchy for all.</summary>
    V2 = 2,
}
