namespace Drover.Engine.Tests.TestSupport;

/// <summary>Tests that start processes and look at the whole test process afterwards, so nothing may run beside them.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection : ICollectionFixture<WarmUp>;
