using Drover.Engine;

namespace Drover.Cli.Checks;

/// <summary>All checks of <c>drover doctor</c>, one after the other.</summary>
internal static class Examination
{
    private static readonly (string Name, Func<IEnumerable<Finding>> Check)[] s_checks =
    [
        ("state directory", StateChecks.All),
        ("drover-shim", ShimCheck.All),
        ("kernel", KernelChecks.All),
        ("control groups", ControlGroupChecks.All),
        ("limits", LimitChecks.All),
        ("systemd", static () => SystemdChecks.All("/")),
        ("runs", RunChecks.All),
    ];

    /// <summary>Carries them out. A check that breaks is a finding itself and keeps none of the others from being made.</summary>
    public static IEnumerable<Finding> Carry()
    {
        foreach ((string name, Func<IEnumerable<Finding>> check) in s_checks)
        {
            List<Finding> findings = [];
            try
            {
                findings.AddRange(check());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or SystemCallException)
            {
                findings.Add(Finding.Failure(name, e.Message));
            }
            foreach (Finding finding in findings) yield return finding;
        }
    }
}
