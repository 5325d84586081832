using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Job = Drover.Shell.Jobs.Job;

namespace Drover.Shell.Sessions;

/// <summary>The jobs of a session by number: those that live, and those whose end nobody has asked about yet. Safe on any thread.</summary>
/// <remarks>A job leaves it when <c>jobs</c>, <c>wait</c> or <c>kill</c> reported its end, or by <see cref="SessionOptions.FinishedJobRetention"/>. A <see cref="ShellJob"/> stays readable after that.</remarks>
public sealed class JobTable : IReadOnlyCollection<JobInfo>
{
    private readonly ConcurrentDictionary<int, ShellJob> _jobs = new();

    internal JobTable()
    {
    }

    /// <summary>How many there are.</summary>
    public int Count => _jobs.Count;

    /// <summary>The job of a number.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ShellJob this[int id] => _jobs.TryGetValue(id, out ShellJob? job) ? job : throw new KeyNotFoundException($"There is no job {id} in this session; there {Describe()}.");

    /// <summary>The job that a job id means: <c>%1</c>, <c>%+</c> or <c>%%</c> (the latest), <c>%-</c> (the one before), <c>%text</c> (its command starts so), <c>%?text</c> (its command has it); or a pid.</summary>
    /// <exception cref="KeyNotFoundException">There is none, or more than one.</exception>
    public ShellJob this[string spec] => Find(spec, out string? error) ?? throw new KeyNotFoundException($"{error}; there {Describe()}.");

    /// <summary>Gets the job that a job id means; false when there is none, or more than one.</summary>
    public bool TryGet(string spec, [NotNullWhen(true)] out ShellJob? job) => (job = Find(spec, out _)) is not null;

    /// <summary>Gets the job of a number; false when there is none.</summary>
    public bool TryGet(int id, [NotNullWhen(true)] out ShellJob? job) => _jobs.TryGetValue(id, out job);

    /// <summary>The jobs as they are now, by number.</summary>
    public IEnumerator<JobInfo> GetEnumerator() => Live.Select(job => job.Info).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal IReadOnlyList<ShellJob> Live => [.. _jobs.Values.OrderBy(job => job.Id)];

    internal void Put(ShellJob job) => _jobs[job.Id] = job;

    internal void Remove(ShellJob job) => _jobs.TryRemove(new KeyValuePair<int, ShellJob>(job.Id, job));

    internal void Clear() => _jobs.Clear();

    private ShellJob? Find(string spec, out string? error)
    {
        ArgumentException.ThrowIfNullOrEmpty(spec);
        Job[] jobs = [.. Live.Select(job => job.Job)];
        if (spec[0] == '%') return Shell.Jobs.JobTable.Find(jobs, ShellText.FromUnicode(spec), out error)?.Face;
        error = $"{spec}: no such job";
        return int.TryParse(spec, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? Array.Find(jobs, job => job.Pipeline.Stages.Any(stage => stage.Pid == pid))?.Face : null;
    }

    private string Describe() => _jobs.IsEmpty ? "is none at all" : "are: " + string.Join(", ", _jobs.Keys.Order());
}
