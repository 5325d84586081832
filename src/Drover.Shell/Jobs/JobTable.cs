namespace Drover.Shell.Jobs;

/// <summary>The jobs of a shell and the statuses of those that were asked about by pid (POSIX 2.9.3.1).</summary>
internal sealed class JobTable
{
    private readonly List<Job> _jobs = [];

    /// <summary>The jobs by number.</summary>
    public IReadOnlyList<Job> All => _jobs;

    /// <summary>The job that <c>%+</c> means: the one stopped last, else the one started last.</summary>
    public Job? Current => Ordered(0);

    /// <summary>The job that <c>%-</c> means.</summary>
    public Job? Previous => Ordered(1);

    /// <summary>The smallest number that is free.</summary>
    public int NextId
    {
        get
        {
            Span<bool> taken = _jobs.Count < 256 ? stackalloc bool[_jobs.Count + 2] : new bool[_jobs.Count + 2];
            foreach (Job job in _jobs)
                if (job.Id < taken.Length) taken[job.Id] = true;
            int id = 1;
            while (taken[id]) id++;
            return id;
        }
    }

    /// <summary>Adds a job.</summary>
    public void Add(Job job)
    {
        _jobs.Add(job);
        Added?.Invoke(job);
    }

    /// <summary>Is told of jobs that came.</summary>
    public Action<Job>? Added { get; set; }

    /// <summary>Is told of jobs that went.</summary>
    public Action<Job>? Removed { get; set; }

    /// <summary>Forgets a job whose end has been reported.</summary>
    public void Remove(Job job)
    {
        if (_jobs.Remove(job)) Removed?.Invoke(job);
    }

    /// <summary>Forgets all: a subshell has no jobs.</summary>
    public void ForgetAfterFork() => _jobs.Clear();

    public Job? FindById(int id) => _jobs.Find(job => job.Id == id);

    /// <summary>The job with a process of that number.</summary>
    public Job? FindByPid(int pid) => _jobs.FindLast(job => job.Pipeline.Stages.Any(stage => stage.Pid == pid));

    /// <summary>The job that a job id such as <c>%1</c>, <c>%+</c>, <c>%-</c>, <c>%text</c> or <c>%?text</c> means.</summary>
    /// <param name="spec">The text with its percent sign.</param>
    /// <param name="error">What is wrong when there is no one such job.</param>
    public Job? Find(string spec, out string? error)
    {
        error = null;
        string text = spec[1..];
        Job? job = null;
        if (text is "" or "%" or "+") job = Current;
        else if (text == "-") job = Previous;
        else if (int.TryParse(text, out int id)) job = FindById(id);
        else
        {
            bool anywhere = text[0] == '?';
            string part = anywhere ? text[1..] : text;
            foreach (Job each in _jobs)
            {
                bool matches = anywhere ? each.CommandText.Contains(part, StringComparison.Ordinal) : each.CommandText.StartsWith(part, StringComparison.Ordinal);
                if (!matches) continue;
                if (job is not null)
                {
                    error = $"{spec}: more than one job matches";
                    return null;
                }
                job = each;
            }
        }
        if (job is null) error = $"{spec}: no such job";
        return job;
    }

    private Job? Ordered(int index)
    {
        int seen = 0;
        foreach (JobState state in (ReadOnlySpan<JobState>)[JobState.Stopped, JobState.Running, JobState.Done])
        {
            for (int i = _jobs.Count - 1; i >= 0; i--)
                if (_jobs[i].State == state && seen++ == index) return _jobs[i];
        }
        return null;
    }
}
