using Drover.Engine.ControlGroups;
using Drover.Nomad.Drivers;
using Drover.Nomad.Tasks;

namespace Drover.Nomad.Metrics;

/// <summary>All that is told in one answer: what has happened, and how things are now.</summary>
internal sealed class DriverMetrics(TaskTable tasks, DriverCounts counts, FingerprintFeed node, GarbageCollector garbage)
{
    /// <summary>The text.</summary>
    public string Write()
    {
        var text = new MetricsText();
        text.Family("drover_nomad_info", "gauge", "The driver's version.");
        text.Sample("drover_nomad_info", 1, ("version", ProductVersion.Text));
        text.Family("drover_nomad_healthy", "gauge", "Whether tasks could run at the last look.");
        text.Sample("drover_nomad_healthy", node.IsHealthy == true ? 1 : 0);
        LiveTask[] all = [.. tasks.All.OrderBy(static task => task.Config.Id, StringComparer.Ordinal)];
        text.Family("drover_nomad_tasks", "gauge", "Tasks that are known.");
        text.Sample("drover_nomad_tasks", all.Count(static task => !task.Ended.IsCompleted), ("state", "running"));
        text.Sample("drover_nomad_tasks", all.Count(static task => task.Ended.IsCompleted), ("state", "ended"));
        counts.Write(text);
        text.Family("drover_nomad_collected_total", "counter", "Runs and bundles of allocations that are gone, removed.");
        text.Sample("drover_nomad_collected_total", garbage.Collected);
        text.Family("process_resident_memory_bytes", "gauge", "Memory of the plugin.");
        text.Sample("process_resident_memory_bytes", Environment.WorkingSet);
        WriteUsage(text, [.. all.Where(static task => !task.Ended.IsCompleted)]);
        return text.ToString();
    }

    private void WriteUsage(MetricsText text, LiveTask[] running)
    {
        if (running.Length == 0) return;
        Containers.ControlGroupLayout layout = tasks.OpenCrun().Groups;
        (LiveTask Task, ControlGroup Group)[] groups = [.. running.Select(task => (task, ControlGroup.Open(layout.DirectoriesOf(task.State.Container))))];
        text.Family("drover_nomad_task_cpu_seconds_total", "counter", "Processor time of a task.");
        foreach ((LiveTask task, ControlGroup group) in groups)
            if (group.CpuTime is { } time) text.Sample("drover_nomad_task_cpu_seconds_total", time.TotalSeconds, ("alloc", task.Config.AllocId), ("job", task.Config.JobName), ("task", task.Config.Name));
        text.Family("drover_nomad_task_memory_bytes", "gauge", "Memory of a task.");
        foreach ((LiveTask task, ControlGroup group) in groups)
            if (group.MemoryBytes is { } bytes) text.Sample("drover_nomad_task_memory_bytes", bytes, ("alloc", task.Config.AllocId), ("job", task.Config.JobName), ("task", task.Config.Name));
    }
}
