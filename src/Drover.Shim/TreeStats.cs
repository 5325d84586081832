using System.Text.Json;
using Drover.Engine.ControlGroups;
using Drover.Engine.ProcessTrees;
using Drover.Runs.Formats;

namespace Drover.Shim;

/// <summary>What a tree uses now, as the answer to "stats".</summary>
internal static class TreeStats
{
    /// <summary>Writes the fields: milliseconds, bytes, counts.</summary>
    public static void Write(Utf8JsonWriter json, List<ProcessInfo> processes, ControlGroup? group, TimeProvider time)
    {
        long ticks = 0, resident = 0, proportional = 0, read = 0, written = 0;
        int threads = 0;
        foreach (ProcessInfo process in processes)
        {
            ticks += process.OwnTicks + process.ChildTicks;
            resident += process.ResidentBytes;
            proportional += Math.Max(0, ProcessReader.ReadProportionalBytes(process.Pid));
            threads += process.Threads;
            if (!ProcessReader.TryReadIo(process.Pid, out ProcessIo io)) continue;
            read += io.ReadBytes;
            written += io.WriteBytes;
        }
        json.WriteString("at", Json.Text(time.GetUtcNow()));
        json.WriteNumber("processes", processes.Count);
        json.WriteNumber("threads", threads);
        json.WriteNumber("cpuMs", ticks * ProcessInfo.TickMilliseconds);
        json.WriteNumber("rss", resident);
        json.WriteNumber("pss", proportional);
        json.WriteNumber("readBytes", read);
        json.WriteNumber("writeBytes", written);
        if (group?.MemoryBytes is { } memory) json.WriteNumber("groupMemoryBytes", memory);
        if (group?.PeakMemoryBytes is { } peak) json.WriteNumber("groupPeakMemoryBytes", peak);
    }
}
