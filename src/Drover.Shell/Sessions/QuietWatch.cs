// Constraints
//   Looking costs a read of /proc for each process of the session's jobs: only who asks for it pays.
// Scheme
//   A timer on the session's loop takes a look a few times in the agreed span. A job that got stuck is told once; a look that shows it busy makes it news again.

using System.Diagnostics;
using System.Runtime.InteropServices;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.ProcessTrees;

namespace Drover.Shell.Sessions;

/// <summary>Sees jobs that do nothing.</summary>
internal sealed class QuietWatch
{
    private const int Looks = 4;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(20);

    private readonly SessionLink _link;
    private readonly TimeSpan _threshold;
    private readonly TimeSpan _pause;
    private readonly Dictionary<ShellJob, Watched> _watched = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly UsageSampler _sampler = new();
    private LoopTimer? _timer;

    public QuietWatch(SessionLink link, TimeSpan threshold)
    {
        (_link, _threshold) = (link, threshold);
        _pause = threshold / Looks > s_shortest ? threshold / Looks : s_shortest;
    }

    /// <summary>There is a job to look at. On the session's thread.</summary>
    public void Begin() => _timer ??= _link.Loop.SetTimer(_pause, Look);

    private void Look()
    {
        _timer = null;
        ShellJob[] jobs = [.. _link.Session.Jobs.Live.Where(job => job.Job.Pipeline.Status is null)];
        foreach (ShellJob gone in _watched.Keys.Except(jobs).ToArray())
        {
            _sampler.Remove(_watched[gone].Tree);
            _watched.Remove(gone);
        }
        foreach (ShellJob job in jobs)
        {
            if (!_watched.TryGetValue(job, out Watched? watched)) _watched[job] = watched = new Watched(_threshold, _sampler.Add([]));
            watched.Processes.Clear();
            job.Job.Pipeline.CollectTree(watched.Processes);
            watched.Tree.SetRoots([.. watched.Processes.Select(process => process.Pid)]);
        }
        _sampler.Sample();
        foreach (ShellJob job in jobs) Look(job);
        if (jobs.Length > 0) Begin();
    }

    private void Look(ShellJob job)
    {
        Watched watched = _watched[job];
        TreeUsage usage = watched.Tree.Usage;
        TimeSpan now = Stopwatch.GetElapsedTime(_start);
        // The time for which it was stopped is not one for which it did nothing: it begins anew when it goes on.
        if (job.Job.Pipeline.IsStopped)
        {
            watched.Detector = new StuckDetector(_threshold);
            watched.IsTold = false;
            return;
        }
        StuckReport? report = watched.Detector.Observe(now, 0, usage.CpuTicks, usage.Io.Transferred, CollectionsMarshal.AsSpan(watched.Processes));
        // What has been stopped is told as that.
        bool isQuiet = report is { Kind: not StuckKind.Stopped };
        if (isQuiet && !watched.IsTold)
        {
            _link.Events.Publish(new JobQuiet
            {
                JobId = job.Id,
                CommandText = job.CommandText,
                Duration = now - report!.Since,
                Processes = [.. report.Pids],
                WaitsForInput = job.Input is { } input && report.Pids.Any(pid => ReadsInput(pid, input)),
            });
        }
        watched.IsTold = isQuiet;
    }

    // In read(2) of descriptor 0 (the numbers of x86-64), which is what the job was given and no pipe between its own stages.
    private static bool ReadsInput(int pid, FileStatus input) => Descriptor.ReadFile($"/proc/{pid}/syscall", out _).AsSpan().StartsWith("0 0x0 "u8)
        && FileStatus.TryRead($"/proc/{pid}/fd/0", out _) is { } own && own.Device == input.Device && own.Inode == input.Inode;

    private sealed class Watched(TimeSpan threshold, SampledTree tree)
    {
        public StuckDetector Detector { get; set; } = new(threshold);

        public SampledTree Tree { get; } = tree;

        public List<ProcessInfo> Processes { get; } = [];

        public bool IsTold { get; set; }
    }
}
