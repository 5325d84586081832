namespace Drover.Shim.Tests.TestSupport;

/// <summary>Tests that load the machine or look at the whole process, so nothing may run beside them.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
