// Constraints
//   The name must work for programs, for redirections and for built-ins; when the command has ended the descriptor is closed, so that writers learn that nobody reads.
//   Nothing waits for the process: $! is its number, and wait takes it.
// Scheme
//   A forked copy runs the list with one end of a pipe. The other end is an entry of the descriptor table, numbered from 63 downwards, and its name is /dev/fd/N.

using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Shell.Jobs;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Printing;
using Redirection = Drover.Engine.StandardStreams.Redirection;

namespace Drover.Shell.Execution;

/// <summary>Process substitution: <c>&lt;(…)</c> and <c>&gt;(…)</c>.</summary>
internal sealed partial class Interpreter
{
    private const int HighestSubstitution = 63;

    private readonly List<(int Number, Job Job, bool IsWaitedFor)> _substitutions = [];
    private int _firstSubstitution;

    /// <summary>A command begins: those that were opened before are not its own. Returns what <see cref="EndSubstitutions"/> needs.</summary>
    private int BeginSubstitutions()
    {
        int outer = _firstSubstitution;
        _firstSubstitution = _substitutions.Count;
        return outer;
    }

    /// <summary>The command has ended: closes what its process substitutions left open here.</summary>
    private void EndSubstitutions(int outer)
    {
        for (int i = _substitutions.Count - 1; i >= _firstSubstitution; i--)
        {
            (int number, Job job, bool isWaitedFor) = _substitutions[i];
            _substitutions.RemoveAt(i);
            Environment.Descriptors.Set(number, null);
            // What it writes belongs to output that is collected when the subshell ends.
            while (isWaitedFor && job.Pipeline.Status is null) Starter.Pump();
        }
        _firstSubstitution = outer;
    }

    /// <summary>Starts a process substitution and returns the name under which the command opens it.</summary>
    /// <exception cref="ShellErrorException">It could not be started.</exception>
    public string SubstituteProcess(ProcessSubstitutionPart part)
    {
        if (Session is not null) throw new ShellErrorException($"{(part.IsOutput ? ">(...)" : "<(...)")}: a session can't be forked for a process substitution; run the command by 'drover sh -c'");
        int number = Environment.Descriptors.FindFreeBelow(HighestSubstitution);
        if (number < 0) throw new ShellErrorException($"{(part.IsOutput ? ">(...)" : "<(...)")}: more process substitutions at once than there are descriptors from 10 to {HighestSubstitution}");
        bool isCaptured = part.IsOutput && Environment.Descriptors[1]?.Capture is not null;
        int first = _firstSubstitution;
        ProcessSpec spec = ForkSpec("process substitution", () =>
        {
            // The pipes of this command's other substitutions are not for this one: they would never end.
            for (int i = first; i < _substitutions.Count; i++) Environment.Descriptors.Set(_substitutions[i].Number, null);
            _substitutions.Clear();
            _firstSubstitution = 0;
            return ExecuteLast(part.Body);
        }, inputIsPiped: part.IsOutput, outputIsPiped: !part.IsOutput, text: () => CanonicalText.Of(part.Body));
        if (Session is not null) spec = spec with { Redirections = spec.Redirections.RemoveAll(redirection => IsOpenSubstitution(redirection.Target, first)) };
        spec = spec.Redirect(part.IsOutput ? Redirection.PipeToChild(0) : Redirection.PipeFromChild(1));
        Pipeline pipeline;
        try
        {
            // Those that have ended are reaped now, for a loop of built-ins never waits.
            Starter.Poll();
            pipeline = Starter.Start([spec]);
        }
        catch (SpawnException e)
        {
            throw new ShellErrorException(e.Message, StatusOf(e)) { EndsCommandOnly = true };
        }
        Descriptor end = pipeline.Stages[0].TakePipe(part.IsOutput ? 0 : 1);
        Environment.Descriptors.Set(number, OpenFile.Adopt(end));
        var job = new Job(0, pipeline, part.IsOutput ? ">(...)" : "<(...)", isBackground: true);
        Jobs.AddSubstitution(job);
        Environment.LastBackgroundPid = job.Pid;
        _substitutions.Add((number, job, isCaptured));
        return "/dev/fd/" + ShellText.Of(number);
    }

    private bool IsOpenSubstitution(int number, int first)
    {
        for (int i = first; i < _substitutions.Count; i++)
            if (_substitutions[i].Number == number) return true;
        return false;
    }
}
