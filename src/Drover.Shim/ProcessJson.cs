using System.Text.Json;
using Drover.Engine.ProcessTrees;

namespace Drover.Shim;

/// <summary>Processes as JSON: in events, and in the answer to "tree".</summary>
internal static class ProcessJson
{
    /// <summary>Writes an array of processes, parents before children.</summary>
    public static void Write(Utf8JsonWriter json, string name, List<ProcessInfo> processes)
    {
        ProcessTree tree = ProcessTree.FromProcesses(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(processes));
        json.WriteStartArray(name);
        foreach (ProcessNode node in tree.Nodes)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", node.Pid);
            json.WriteNumber("parent", node.ParentPid);
            json.WriteNumber("depth", node.Depth);
            json.WriteString("state", node.State.ToString());
            json.WriteNumber("cpuMs", (long)node.CpuTime.TotalMilliseconds);
            json.WriteNumber("rss", node.ResidentBytes);
            json.WriteNumber("ageMs", (long)node.Age.TotalMilliseconds);
            json.WriteString("command", node.Command);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
