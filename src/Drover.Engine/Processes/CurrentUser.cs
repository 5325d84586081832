using Drover.Engine.Interop;

namespace Drover.Engine.Processes;

/// <summary>The user that this process runs as (credentials(7)).</summary>
public static class CurrentUser
{
    /// <summary>The effective user id; 0 is root.</summary>
    public static uint Id => Libc.geteuid();

    /// <summary>Whether the rights are not those of whoever started this process: real and effective user or group differ.</summary>
    public static bool HasForeignRights => Libc.getuid() != Libc.geteuid() || Libc.getgid() != Libc.getegid();
}
