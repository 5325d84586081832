using Drover.Engine.Interop;

namespace Drover.Engine.Processes;

/// <summary>The user that this process runs as (credentials(7)).</summary>
public static class CurrentUser
{
    /// <summary>The effective user id; 0 is root.</summary>
    public static uint Id => Libc.geteuid();
}
