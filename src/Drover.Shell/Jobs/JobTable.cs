namespace Drover.Shell.Jobs;

/// <summary>The jobs of a shell, and the statuses of those that have been reported but may still be waited for by pid (POSIX 2.9.3.1).</summary>
internal sealed class JobTable
{
    private const int GreatestSubstitutions = 32;

    // POSIX asks for CHILD_MAX, at least 25; a script that never waits must not grow without bound.
    private const int MostStatuses = 8192, MostEnded = 4096;

    private readonly List<Job> _jobs = [];
    private readonly List<Job> _substitutions = [];
    private readonly Dictionary<int, (int Status, bool WasWaitedFor)> _statuses = [];
    private readonly Queue<int> _statusOrder = new();
    private Job[] _inherited = [];
    private long _events;

    /// <summary>The jobs by number.</summary>
    public IReadOnlyList<Job> All => _jobs;

    /// <summary>The jobs that <c>jobs</c> shows: in a subshell those of the parent, until it has some of its own.</summary>
    public IReadOnlyList<Job> Shown => _jobs.Count == 0 ? _inherited : _jobs;

    /// <summary>Whether a job has ended or stopped, and the user does not know yet.</summary>
    public bool HasNews => _jobs.Exists(job => job.HasNews);

    /// <summary>The job that <c>%+</c> means: the one stopped last, else the one started last.</summary>
    public Job? Current => Ordered(_jobs, 0);

    /// <summary>The job that <c>%-</c> means.</summary>
    public Job? Previous => Ordered(_jobs, 1);

    /// <summary>The smallest number that is free.</summary>
    public int NextId
    {
        get
        {
            // They are in the order of their numbers: the first gap.
            int low = 0, high = _jobs.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_jobs[middle].Id == middle + 1) low = middle + 1;
                else high = middle;
            }
            return low + 1;
        }
    }

    /// <summary>Adds a job, or makes it the latest if it is there.</summary>
    public void Add(Job job)
    {
        job.Recency = ++_events;
        int at = _jobs.BinarySearch(job, s_byId);
        if (at >= 0) return;
        Added?.Invoke(job);
        _jobs.Insert(~at, job);
        if (_jobs.Count >= MostEnded && _jobs.Count % 256 == 0) ForgetEnded();
    }

    /// <summary>Is told of jobs that came.</summary>
    public Action<Job>? Added { get; set; }

    /// <summary>Is told of jobs that went.</summary>
    public Action<Job>? Removed { get; set; }

    /// <summary>Forgets a job that was waited for.</summary>
    public void Remove(Job job)
    {
        if (_jobs.Count == 0) return;
        int at = _jobs.BinarySearch(job, s_byId);
        if (at < 0 || _jobs[at] != job) return;
        _jobs.RemoveAt(at);
        Removed?.Invoke(job);
    }

    /// <summary>Forgets a job whose end has been reported, but not its status: that can be waited for by pid.</summary>
    /// <param name="job">The job.</param>
    /// <param name="wasWaitedFor">Whether <c>wait</c> reported it: then <c>wait -n</c> does not again.</param>
    public void Retire(Job job, bool wasWaitedFor = false)
    {
        Remove(job);
        (int, bool) status = (job.ExitStatus, wasWaitedFor);
        if (!_statuses.TryAdd(job.Pid, status)) _statuses[job.Pid] = status;
        else _statusOrder.Enqueue(job.Pid);
        while (_statuses.Count > MostStatuses) _statuses.Remove(_statusOrder.Dequeue());
    }

    /// <summary>Gives the status of a job that has been reported already.</summary>
    /// <param name="pid">Its process.</param>
    /// <param name="status">Its exit status.</param>
    /// <param name="forgets">Whether nobody can ask again (POSIX wait).</param>
    /// <param name="unlessWaitedFor">Whether one that <c>wait</c> has reported does not count.</param>
    public bool TryTakeStatus(int pid, out int status, bool forgets, bool unlessWaitedFor = false)
    {
        bool isKnown = _statuses.TryGetValue(pid, out var known) && !(unlessWaitedFor && known.WasWaitedFor);
        status = known.Status;
        if (isKnown && forgets) _statuses.Remove(pid);
        else if (isKnown) _statuses[pid] = (known.Status, true);
        return isKnown;
    }

    /// <summary>Forgets all: a subshell has no jobs.</summary>
    public void ForgetAfterFork()
    {
        _inherited = [.. Shown];
        _jobs.Clear();
        _statuses.Clear();
        _statusOrder.Clear();
        _substitutions.Clear();
    }

    /// <summary>Remembers a process substitution: it is no job, but <c>$!</c> means it and <c>wait</c> takes its number.</summary>
    public void AddSubstitution(Job job)
    {
        if (_substitutions.Count >= GreatestSubstitutions) _substitutions.RemoveAll(each => each.State == JobState.Done);
        _substitutions.Add(job);
    }

    public Job? FindById(int id) => _jobs.Find(job => job.Id == id);

    /// <summary>The job with a process of that number.</summary>
    public Job? FindByPid(int pid)
    {
        for (int i = _jobs.Count - 1; i >= 0; i--)
        {
            foreach (Engine.Processes.ChildProcess stage in _jobs[i].Pipeline.Stages)
                if (stage.Pid == pid) return _jobs[i];
        }
        return _substitutions.FindLast(job => job.Pid == pid);
    }

    /// <summary>The job that a job id such as <c>%1</c>, <c>%+</c>, <c>%-</c>, <c>%text</c> or <c>%?text</c> means.</summary>
    /// <param name="spec">The text with its percent sign.</param>
    /// <param name="error">What is wrong when there is no one such job.</param>
    public Job? Find(string spec, out string? error) => Find(_jobs, spec, out error);

    /// <summary>The same among any jobs, in the order of their numbers.</summary>
    public static Job? Find(IReadOnlyList<Job> jobs, string spec, out string? error)
    {
        error = null;
        string text = spec[1..];
        Job? job = null;
        if (text is "" or "%" or "+") job = Ordered(jobs, 0);
        else if (text == "-") job = Ordered(jobs, 1) ?? Ordered(jobs, 0);
        else if (int.TryParse(text, out int id)) job = jobs.FirstOrDefault(each => each.Id == id);
        else
        {
            bool anywhere = text[0] == '?';
            string part = anywhere ? text[1..] : text;
            foreach (Job each in jobs)
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

    /// <summary>Plus for the current job, minus for the previous one, else a blank.</summary>
    public char Mark(Job job) => job == Ordered(Shown, 0) ? '+' : job == Ordered(Shown, 1) ? '-' : ' ';

    private static readonly Comparer<Job> s_byId = Comparer<Job>.Create((a, b) => a.Id.CompareTo(b.Id));

    private void ForgetEnded()
    {
        foreach (Job job in _jobs.ToArray())
            if (job.State == JobState.Done) Retire(job);
    }

    // Stopped jobs come before running ones, and these before those that have ended (POSIX 3.205, job ids).
    private static Job? Ordered(IReadOnlyList<Job> jobs, int index)
    {
        Job? first = null, second = null;
        foreach (Job job in jobs)
        {
            if (first is null || IsBefore(job, first)) (first, second) = (job, first);
            else if (second is null || IsBefore(job, second)) second = job;
        }
        return index == 0 ? first : second;
    }

    private static bool IsBefore(Job job, Job other)
    {
        int rank = Rank(job), otherRank = Rank(other);
        return rank != otherRank ? rank < otherRank : job.Recency > other.Recency;
    }

    private static int Rank(Job job) => job.State switch { JobState.Stopped => 0, JobState.Running => 1, _ => 2 };
}
