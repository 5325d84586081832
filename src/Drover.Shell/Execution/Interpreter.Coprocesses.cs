// Scheme
//   A job in the background with two pipes. Our ends are entries of the descriptor table from 10 on, which the array names; they are the script's to close, and
//   nobody's who runs beside it: a program in the background with such an end would keep the coprocess from seeing the end of its input.

using System.Collections.Immutable;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Shell.Jobs;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Printing;
using Redirection = Drover.Engine.StandardStreams.Redirection;

namespace Drover.Shell.Execution;

/// <summary><c>coproc</c>.</summary>
internal sealed partial class Interpreter
{
    private const int FirstOfCoprocess = 10;

    private int StartCoprocess(CoprocessCommand coprocess)
    {
        Line = coprocess.Position.Line;
        if (Session is not null) throw new ShellErrorException("coproc: a session can't be forked for a coprocess; run the command by 'drover sh -c'") { EndsCommandOnly = true };
        bool hasJobControl = Environment.Has(ShellOptions.Monitor);
        try
        {
            ProcessSpec spec = ForkSpec("coproc", () => Alone(() => ExecuteLast(coprocess.Body, isWhole: true)), inputIsPiped: true, outputIsPiped: true, ignoresInterrupts: !hasJobControl, text: () => CanonicalText.Of(coprocess.Body))
                .Redirect(Redirection.PipeToChild(0)).Redirect(Redirection.PipeFromChild(1));
            Pipeline pipeline = Starter.Start(ImmutableArray.Create(spec), hasJobControl ? GroupPlacement.NewGroup : GroupPlacement.Ours);
            int reads = Put(OpenFile.Adopt(pipeline.Stages[0].TakePipe(1))), writes = Put(OpenFile.Adopt(pipeline.Stages[0].TakePipe(0)));
            var job = new Job(Jobs.NextId, pipeline, coprocess.Text, isBackground: true) { HasPipeFail = Environment.Has(ShellOptions.PipeFail) };
            Starter.Poll();
            Jobs.Add(job);
            Environment.LastBackgroundPid = job.Pid;
            if (IsInteractive) Output.WriteError($"[{job.Id}] {job.Pid}\n");
            AssignElements(coprocess.Name, [(null, ShellText.Of(reads), false), (null, ShellText.Of(writes), false)], isAppend: false);
            Assign(coprocess.Name + "_PID", job.Pid);
            return 0;
        }
        catch (SpawnException e)
        {
            Error(e.Message);
            return StatusOf(e);
        }
    }

    // In a process of its own that lasts: with the ends of a coprocess it would keep that from seeing the end of its input.
    private int Alone(Func<int> body)
    {
        Environment.Descriptors.ClosePrivate();
        return body();
    }

    private int Put(OpenFile file)
    {
        int number = Environment.Descriptors.FindFree(FirstOfCoprocess);
        Environment.Descriptors.SetPrivate(number, file);
        return number;
    }
}
