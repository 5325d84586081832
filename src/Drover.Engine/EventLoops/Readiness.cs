namespace Drover.Engine.EventLoops;

/// <summary>What a descriptor is watched for, and what it was found ready for (epoll_ctl(2)).</summary>
[Flags]
public enum Readiness
{
    /// <summary>Nothing: stays registered, is not reported except for errors.</summary>
    None = 0,

    /// <summary>Reading would not block: EPOLLIN. A closed other side also reads, as end of file.</summary>
    Readable = 1,

    /// <summary>Writing would not block: EPOLLOUT.</summary>
    Writable = 4,

    /// <summary>Always reported, never asked for: EPOLLERR, EPOLLHUP.</summary>
    Closed = 8 | 16,
}
