using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Shell.Builtins;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Execution;

/// <summary>The menu of <c>select</c>.</summary>
internal sealed partial class Interpreter
{
    private int ExecuteSelect(ForCommand loop, List<string> values)
    {
        if (values.Count == 0) return 0;
        if (TracesCompounds) TraceLoop(loop);
        _loopDepth++;
        try
        {
            return Select(loop, values);
        }
        catch (ShellErrorException e)
        {
            return Fail(e);
        }
        finally
        {
            _loopDepth--;
        }
    }

    private int Select(ForCommand loop, List<string> values)
    {
        int status = 0;
        bool showsMenu = true;
        while (true)
        {
            if (showsMenu) Output.WriteError(SelectMenu.Of(values, this));
            Output.WriteError(Environment.Variables.Get("PS3") ?? "#? ");
            if (ReadAnswer(out int failure) is not { } answer) return failure;
            showsMenu = answer.Length == 0;
            if (showsMenu) continue;
            Assign("REPLY", answer);
            Assign(loop.Variable, SelectMenu.TryNumber(answer, values.Count, out int number) ? values[number - 1] : "");
            status = Execute(loop.Body);
            if (Flow != Flow.None && LeavesLoop(status, ref status)) return status;
            // Whoever empties it wants to see the menu again.
            showsMenu = Environment.Variables.Get("REPLY") is "";
        }
    }

    // A line as read reads it; null when there is none.
    private string? ReadAnswer(out int failure)
    {
        failure = 1;
        if (Environment.Descriptors[0] is not { IsMemory: false } file)
        {
            Error($"select: the standard input: {ErrnoText.Describe(9)}");
            return null;
        }
        var line = new LineInput(file.Descriptor, this);
        try
        {
            if (line.Read('\n', raw: false, int.MaxValue)) return line.Text.ToString();
        }
        catch (SystemCallException e)
        {
            Error($"select: {ErrnoText.Describe(e.Errno)}");
            return null;
        }
        if (Flow != Flow.None) failure = Environment.LastStatus;
        else if (line.InterruptStatus != 0) failure = line.InterruptStatus;
        else
        {
            // The prompt stands on the line.
            Output.WriteLine("");
            _ = Output.Flush();
        }
        return null;
    }
}
