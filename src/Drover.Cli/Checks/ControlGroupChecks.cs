using Drover.Engine.ControlGroups;

namespace Drover.Cli.Checks;

/// <summary>Which limits of whole trees can be kept here.</summary>
internal static class ControlGroupChecks
{
    /// <summary>The findings, one a controller.</summary>
    public static IEnumerable<Finding> All()
    {
        ControlGroupHierarchy hierarchy = ControlGroupHierarchy.Detect();
        foreach (Controller controller in hierarchy.Controllers)
        {
            string word = controller.Kind.ToString().ToLowerInvariant();
            string check = $"cgroup {word}";
            string consequence = controller.Kind == ControllerKind.Freezer ? "trees are ended process by process" : $"--{(controller.Kind == ControllerKind.Cpu ? "cpus" : word)} can't be used";
            yield return controller.IsUsable
                ? Finding.Ok(check, $"version {(controller.Version == ControlGroupVersion.V1 ? 1 : 2)}, beneath {controller.Directory}")
                : Finding.Warning(check, $"{controller.Obstacle}: {consequence}", Advice(controller));
        }
    }

    private static string? Advice(Controller controller) => controller.Kind == ControllerKind.Freezer ? null
        : controller.Version is null ? "boot with the controller enabled"
        : "run drover in a unit with Delegate=yes, as root, or in a container with a writable /sys/fs/cgroup";
}
