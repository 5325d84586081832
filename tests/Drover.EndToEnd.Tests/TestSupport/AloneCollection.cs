namespace Drover.EndToEnd.Tests.TestSupport;

/// <summary>Tests that look at the whole process, so nothing may run beside them.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
