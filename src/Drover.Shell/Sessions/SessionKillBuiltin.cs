using System.Globalization;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Job = Drover.Shell.Jobs.Job;

namespace Drover.Shell.Sessions;

/// <summary><c>kill</c> in a session: numbers may name jobs, and the host is never hit.</summary>
internal sealed class SessionKillBuiltin : Builtin
{
    private static readonly TimeSpan s_reportWait = TimeSpan.FromSeconds(1);
    private readonly KillBuiltin _plain = new();

    public override string Name => _plain.Name;

    public override string Usage => _plain.Usage;

    public override string Summary => _plain.Summary;

    public override int Run(Interpreter shell, List<string> fields)
    {
        SessionLink session = shell.Session!;
        int first = FirstOperand(fields, out Signal signal);
        if (first >= fields.Count) return _plain.Run(shell, fields);
        List<string> left = fields.GetRange(0, first);
        var jobs = new List<Job>();
        bool hitsSession = false;
        for (int i = first; i < fields.Count; i++)
        {
            string id = fields[i];
            bool isNumber = int.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
            if (isNumber && number > 0 && session.Options.NumbersNameJobs && shell.Jobs.FindById(number) is not null) id = "%" + ShellText.Of(number);
            if (isNumber && !id.StartsWith('%') && IsHost(number))
            {
                hitsSession = true;
                session.Deliver(signal);
                continue;
            }
            if (id.StartsWith('%') && shell.Jobs.Find(id, out _) is { } job) jobs.Add(job);
            left.Add(id);
        }
        int status = left.Count == first && hitsSession ? 0 : _plain.Run(shell, left);
        foreach (Job job in jobs) Report(shell, session, job);
        return status;
    }

    // Our own process, our group (0), and everybody (-1), whom the host is one of.
    private static bool IsHost(int number) => number is 0 or -1 || number == OwnProcess.Pid || number == -OwnProcess.Group;

    private static int FirstOperand(List<string> fields, out Signal signal)
    {
        signal = Signal.TERM;
        if (fields.Count < 2 || fields[1] is "-l" or "-L") return fields.Count;
        int first = 1;
        if (fields[1].Length > 1 && fields[1][0] == '-' && fields[1] != "--")
        {
            bool apart = fields[1] is "-s" or "-n";
            first = apart ? 3 : 2;
            string name = apart ? fields.Count > 2 ? fields[2] : "" : fields[1][1] == 's' && fields[1].Length > 2 ? fields[1][2..] : fields[1][1..];
            if (!Signal.TryParse(name, out signal)) return fields.Count;
        }
        if (first < fields.Count && fields[first] == "--") first++;
        return first;
    }

    // Programs end a moment after the signal: what is said is true by then.
    private static void Report(Interpreter shell, SessionLink session, Job job)
    {
        long start = session.Options.Time.GetTimestamp();
        while (job.Pipeline.Status is null && !job.Pipeline.IsStopped && session.Options.Time.GetElapsedTime(start) is var elapsed && elapsed < s_reportWait && !session.IsAbandoned)
            session.Loop.RunOnce(s_reportWait - elapsed);
        if (job.Pipeline.Status is null) return;
        shell.Jobs.Remove(job);
        if (session.Options.AnnouncesJobs) session.Current?.Announce($"Job {job.Id} terminated");
    }
}
