namespace Drover.Engine.ControlGroups;

/// <summary>Where a controller is and whether we may use it.</summary>
/// <param name="Kind">Which controller.</param>
/// <param name="Version">The interface it is reached through; null when the kernel does not offer it.</param>
/// <param name="Directory">The group beneath which ours are made, as <c>drover/NAME</c>; null when the kernel does not offer it.</param>
/// <param name="Obstacle">Why it can't be used, as a clause such as "cgroup2 is mounted read-only at /sys/fs/cgroup"; null when it can.</param>
public sealed record Controller(ControllerKind Kind, ControlGroupVersion? Version, string? Directory, string? Obstacle)
{
    /// <summary>Whether groups with this controller can be made, as far as can be told without making one.</summary>
    public bool IsUsable => Obstacle is null;

    internal static string NameOf(ControllerKind kind) => kind switch
    {
        ControllerKind.Memory => "memory",
        ControllerKind.Cpu => "cpu",
        ControllerKind.Pids => "pids",
        ControllerKind.Freezer => "freezer",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
