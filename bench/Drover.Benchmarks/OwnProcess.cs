namespace Drover.Benchmarks;

/// <summary>This process as the kernel sees it (proc(5)), not as the engine does.</summary>
internal static class OwnProcess
{
    public static int Threads => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>Open descriptors, less the one that reads the list.</summary>
    public static int Descriptors => Directory.GetFiles("/proc/self/fd").Length - 1;

    /// <summary>Children, zombies included.</summary>
    public static int Children =>
        Directory.GetDirectories("/proc/self/task").Sum(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
}
