namespace Drover.Engine.Spawning;

/// <summary>The steps of starting a process, so that an error can say which of them failed. The values travel over the exec helper's status pipe.</summary>
public enum SpawnStep
{
    /// <summary>Finding the executable.</summary>
    Resolve = 1,

    /// <summary>posix_spawn(3) or execve(2) itself.</summary>
    Execute = 2,

    /// <summary>Entering the working directory.</summary>
    WorkingDirectory = 3,

    /// <summary>Opening a redirection.</summary>
    Redirection = 4,

    /// <summary>Finding the exec helper.</summary>
    Helper = 5,

    /// <summary>Joining a control group.</summary>
    ControlGroup = 6,

    /// <summary>Setting a resource limit.</summary>
    Limit = 7,

    /// <summary>Setting the nice value.</summary>
    Nice = 8,

    /// <summary>Setting the oom score adjustment.</summary>
    OomScore = 9,

    /// <summary>Setting the group ids.</summary>
    Group = 10,

    /// <summary>Setting the user id.</summary>
    User = 11,

    /// <summary>Setting no-new-privileges.</summary>
    NoNewPrivileges = 12,

    /// <summary>Setting the parent-death signal, or finding the parent dead already.</summary>
    ParentDeath = 13,

    /// <summary>Setting signal dispositions.</summary>
    Signals = 14,

    /// <summary>Getting or handing over the terminal.</summary>
    Terminal = 15,

    /// <summary>Making the process itself (EAGAIN, ENOMEM).</summary>
    Fork = 16,

    /// <summary>Hiding a mount.</summary>
    Mount = 17,
}
