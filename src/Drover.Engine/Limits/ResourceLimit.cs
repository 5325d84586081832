namespace Drover.Engine.Limits;

/// <summary>A resource that setrlimit(2) bounds; the values are the kernel's numbers.</summary>
public enum ResourceLimit
{
    /// <summary>CPU time, in seconds.</summary>
    Cpu = 0,

    /// <summary>Size of a file that is written, in bytes.</summary>
    FileSize = 1,

    /// <summary>Data segment, in bytes.</summary>
    Data = 2,

    /// <summary>Stack, in bytes.</summary>
    Stack = 3,

    /// <summary>Core dump, in bytes.</summary>
    Core = 4,

    /// <summary>Processes and threads of the user.</summary>
    Processes = 6,

    /// <summary>Open descriptors: one more than the largest number.</summary>
    OpenFiles = 7,

    /// <summary>Locked memory, in bytes.</summary>
    LockedMemory = 8,

    /// <summary>Address space, in bytes.</summary>
    AddressSpace = 9,
}
