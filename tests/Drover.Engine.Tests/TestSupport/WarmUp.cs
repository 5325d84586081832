using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Testing;

namespace Drover.Engine.Tests.TestSupport;

/// <summary>Opens what the runtime opens once for good, before the first look for leaks, and says where the exec helper is.</summary>
public sealed class WarmUp
{
    public WarmUp()
    {
#pragma warning disable RS0030 // The tests' own process, before anything is started: the helper is looked for where build.sh puts it.
        Environment.SetEnvironmentVariable("DROVER_SHIM", Artifacts.Shim);
#pragma warning restore RS0030
        ExecHelper.Locate().ShouldBe((ByteString)Artifacts.Shim);
        using var engine = new ProcessEngine();
        engine.Start(ProcessSpec.Of("true")).Wait();
    }
}
