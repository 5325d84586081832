namespace Drover.Shell.Tests.Sessions;

/// <summary>Tests that look at the whole process, or fill it: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
