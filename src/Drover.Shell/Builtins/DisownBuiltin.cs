using System.Globalization;
using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary><c>disown</c>: Takes jobs out of the shell's care.</summary>
internal sealed class DisownBuiltin : Builtin
{
    public override string Name => "disown";

    public override string Usage => "[-ahr] [id...]";

    public override string Summary => "Forgets jobs, or only spares them when the shell is hung up (-h).";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool all = false, spares = false, running = false;
        var options = new OptionScan(fields, "ahr");
        while (options.Next() is var option && option != '\0')
        {
            if (option == 'a') all = true;
            else if (option == 'h') spares = true;
            else if (option == 'r') running = true;
            else return Misuse(shell, options.Describe(option));
        }
        shell.Starter.Poll();
        var chosen = new List<Job>();
        int status = 0;
        if (options.Index == fields.Count && (all || running)) chosen.AddRange(shell.Jobs.All);
        else
        {
            int i = options.Index;
            do
            {
                string id = i < fields.Count ? fields[i] : "%+";
                string? error = null;
                // A pid first, as in bash: disown $!
                Job? job = (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? shell.Jobs.FindByPid(pid) : null) ?? JobOperand.Find(shell, id, out error);
                if (job is null) status = Failed(shell, error!);
                else chosen.Add(job);
            }
            while (++i < fields.Count);
        }
        foreach (Job job in chosen)
        {
            if (running && job.State != JobState.Running) continue;
            if (spares) job.IsSpared = true;
            else shell.Jobs.Remove(job);
        }
        return status;
    }
}
