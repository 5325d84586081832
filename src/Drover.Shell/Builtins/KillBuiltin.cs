using System.Globalization;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary><c>kill</c>: Sends signals.</summary>
internal sealed class KillBuiltin : Builtin
{
    public override string Name => "kill";

    public override string Usage => "[-s signal | -n number | -signal] id... | -l [status...]";

    public override string Summary => "Sends signals.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        int i = 1;
        Signal signal = Signal.TERM;
        if (fields.Count > 1 && fields[1] is "-l" or "-L") return List(shell, fields);
        if (fields.Count > 1 && fields[1].Length > 1 && fields[1][0] == '-' && fields[1] != "--")
        {
            string name = fields[1][1..];
            i = 2;
            if (fields[1] is "-s" or "-n")
            {
                if (fields.Count == 2) return Misuse(shell, $"{fields[1]}: a signal is missing");
                name = fields[2];
                i = 3;
            }
            else if (name[0] is 's' or 'n' && name.Length > 1) name = Signal.TryParse(name, out _) ? name : name[1..];
            if (!Signal.TryParse(name, out signal)) return Misuse(shell, $"{name}: no such signal (kill -l lists them)");
        }
        if (i < fields.Count && fields[i] == "--") i++;
        if (i == fields.Count) return Misuse(shell, "a process or job is missing");
        int status = 0;
        for (; i < fields.Count; i++) status |= Send(shell, fields[i], signal);
        return status == 0 ? 0 : 1;
    }

    private int Send(Interpreter shell, string id, Signal signal)
    {
        int errno;
        if (id.StartsWith('%'))
        {
            if (shell.Jobs.Find(id, out string? error) is not { } job) return Failed(shell, error!);
            errno = Send(shell, job, signal);
        }
        else
        {
            if (!int.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int pid)) return Misuse(shell, $"{id}: not a process or job id");
            if (shell.Environment.HostPid is > 0 and var host && IsHost(pid, host))
                return Failed(shell, $"{id}: that is the program that the session runs in: a part of the session that is a process of its own can't signal it");
            // What has ended is not there any more, even if nobody has waited for it.
            shell.Starter.Poll();
            // The runtime's own handler would take it for a fault of its own.
            if (pid == OwnProcess.Pid && SignalCatcher.IsSupported && SignalCatcher.Get(signal) == SignalDisposition.Foreign) _ = SignalCatcher.Set(signal, SignalDisposition.Default);
            errno = SignalSender.Send(pid, signal);
        }
        return errno == 0 ? 0 : Failed(shell, $"{id}: {ErrnoText.Describe(errno)}");
    }

    // Everybody is the host too.
    private static bool IsHost(int id, int host) =>
        id == -1 || id == host || (id <= 0 && ProcessReader.TryRead(host, out ProcessInfo info) && info.ProcessGroup == (id == 0 ? OwnProcess.Group : -id));

    // A job that is stopped would not see before it goes on that it is to end.
    private static int Send(Interpreter shell, Job job, Signal signal)
    {
        shell.Starter.Poll();
        try
        {
            bool isStopped = job.State == JobState.Stopped;
            if (!job.Pipeline.Signal(signal)) return 3;
            if (isStopped && (signal == Signal.TERM || signal == Signal.HUP || signal == Signal.CONT)) job.Resume();
            return 0;
        }
        catch (SystemCallException e)
        {
            return e.Errno;
        }
    }

    private int List(Interpreter shell, List<string> fields)
    {
        bool isPosix = shell.Environment.Has(ShellOptions.Posix);
        int first = fields.Count > 2 && fields[2] == "--" ? 3 : 2;
        if (fields.Count == first)
        {
            // One a line, or in bash's columns, which scripts look through for names with "SIG".
            for (int number = 1, column = 0; number <= (isPosix ? 31 : 64); number++)
            {
                if (number is 32 or 33) continue;
                shell.Output.Write(isPosix ? new Signal(number).Name + "\n" : $"{number,2}) SIG{new Signal(number).Name}{(++column % 5 == 0 || number == 64 ? '\n' : '\t')}");
            }
            return 0;
        }
        int status = 0;
        for (int i = first; i < fields.Count; i++)
        {
            if (int.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                number = number > 128 ? number - 128 : number;
                if (number is >= 1 and <= 64) shell.Output.WriteLine(new Signal(number).Name);
                else status = Failed(shell, $"{fields[i]}: no signal of that number");
            }
            else if (Signal.TryParse(fields[i], out Signal signal)) shell.Output.WriteLine(ShellText.Of(signal.Number));
            else status = Failed(shell, $"{fields[i]}: no such signal");
        }
        return status;
    }
}
