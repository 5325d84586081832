using Drover.Shell.Sessions;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Execution;

/// <summary>Going on in another process.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Is at the top again, whatever was left half done: between two evaluations of a session.</summary>
    public void ComeBack()
    {
        Flow = Flow.None;
        _errexitGuard = 0;
        _loopDepth = 0;
        _ending = Ending.None;
        TraceDepth = 0;
        ReturnDepth = 0;
        FunctionDepth = 0;
        CommandDepth = 0;
        CurrentFrame = null;
    }

    /// <summary>Runs what a subshell in a process of its own was started for, and returns its status.</summary>
    public int RunAsSubshell(SubshellState state)
    {
        Line = state.Line;
        ReturnDepth = state.ReturnDepth;
        FunctionDepth = state.FunctionDepth;
        // For "local": what it hides needs no coming back.
        if (FunctionDepth > 0) CurrentFrame = new FunctionFrame(new ShellFunction("", null!), null);
        try
        {
            if (!state.IsSource && ShellParser.Parse(state.Text, Syntax).List is { } list)
                return list.Items is [{ IsAsync: false, Rest.IsEmpty: true } only] ? ExecuteLast(only.First, isWhole: true) : ExecuteLast(list);
            return ExecuteText(state.Text, state.Line);
        }
        catch (ShellErrorException e)
        {
            return Fail(e);
        }
    }
}
