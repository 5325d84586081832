namespace Drover.Shell.Sessions;

/// <summary>A stopped job goes on.</summary>
public sealed record JobContinued : JobEvent
{
    internal JobContinued()
    {
    }
}
