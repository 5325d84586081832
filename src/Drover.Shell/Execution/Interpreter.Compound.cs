using Drover.Shell.Expansions;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary>Compound commands (POSIX 2.9.4).</summary>
internal sealed partial class Interpreter
{
    private int ExecuteCompound(CommandNode command)
    {
        switch (command)
        {
            case BraceGroup group:
                return Execute(group.Body);
            case IfCommand branch:
                return ExecuteIf(branch);
            case WhileCommand loop:
                return ExecuteWhile(loop);
            case ForCommand loop:
                return ExecuteFor(loop);
            case CaseCommand choice:
                return ExecuteCase(choice);
            case Subshell subshell:
                Line = subshell.Position.Line;
                if (NotesCommand) _currentCommand = subshell;
                return ExecuteSubshell(subshell);
            case CoprocessCommand coprocess:
                return StartCoprocess(coprocess);
            case FunctionDefinition definition:
                return Define(definition);
            case ArithmeticCommand arithmetic:
                Line = arithmetic.Position.Line;
                if (NotesCommand) _currentCommand = arithmetic;
                if (TracesCompounds) TraceArithmetic(arithmetic.Expression);
                return EvaluateCondition(arithmetic.Expression) ? 0 : 1;
            case ArithmeticForCommand loop:
                return ExecuteArithmeticFor(loop);
            case ConditionalCommand conditional:
                Line = conditional.Position.Line;
                if (NotesCommand) _currentCommand = conditional;
                return ExecuteConditional(conditional);
            default:
                throw new InvalidOperationException($"Unknown command {command.GetType().Name}.");
        }
    }

    private int ExecuteIf(IfCommand branch)
    {
        foreach (IfClause clause in branch.Clauses)
        {
            int condition = ExecuteCondition(clause.Condition);
            if (Flow != Flow.None) return condition;
            if (condition == 0) return Execute(clause.Body);
        }
        return branch.Else is null ? 0 : Execute(branch.Else);
    }

    private int ExecuteCondition(CommandList condition)
    {
        _errexitGuard++;
        int status = Execute(condition);
        _errexitGuard--;
        return status;
    }

    private int ExecuteWhile(WhileCommand loop)
    {
        int status = 0;
        _loopDepth++;
        while (true)
        {
            int condition = ExecuteCondition(loop.Condition);
            if (Flow != Flow.None)
            {
                if (LeavesLoop(condition, ref status)) break;
                continue;
            }
            if ((condition == 0) == loop.IsUntil) break;
            status = Execute(loop.Body);
            if (Flow != Flow.None && LeavesLoop(status, ref status)) break;
        }
        _loopDepth--;
        return status;
    }

    // What a loop returns that a stopped job has ended.
    private int _breakStatus;

    /// <summary>Gives up all loops of this function; their status is <paramref name="status"/>.</summary>
    public void LeaveLoops(int status) => (Flow, FlowCount, _breakStatus) = (Flow.Break, _loopDepth, status);

    // Break and continue are 0 when they were about this loop.
    private bool LeavesLoop(int current, ref int status)
    {
        if (Flow is not (Flow.Break or Flow.Continue))
        {
            status = current;
            _breakStatus = 0;
            return true;
        }
        status = _breakStatus;
        bool leaves = Flow == Flow.Break || FlowCount > 1;
        if (--FlowCount <= 0) (Flow, _breakStatus) = (Flow.None, 0);
        return leaves;
    }

    private int ExecuteFor(ForCommand loop)
    {
        Line = loop.Position.Line;
        var values = new List<string>();
        try
        {
            if (loop.Words is { } words)
            {
                foreach (Word word in words) Words.ExpandFields(word, values);
            }
            else values.AddRange(Environment.Positional);
        }
        catch (ShellErrorException e)
        {
            return Fail(e);
        }
        if (loop.IsSelect) return ExecuteSelect(loop, values);
        int status = 0;
        _loopDepth++;
        foreach (string value in values)
        {
            if (Environment.Traps.HasCommandTrap) Debug(loop);
            if (TracesCompounds) TraceLoop(loop);
            if (Flow != Flow.None) break;
            try
            {
                // A reference refers to each of the names in turn.
                if (Environment.Variables.IsReference(loop.Variable)) Environment.Variables.ForWriting(loop.Variable).Set(value);
                else Assign(loop.Variable, value);
            }
            catch (ShellErrorException e)
            {
                status = Fail(e);
                break;
            }
            status = Execute(loop.Body);
            if (Flow != Flow.None && LeavesLoop(status, ref status)) break;
        }
        _loopDepth--;
        return status;
    }

    private int ExecuteArithmeticFor(ArithmeticForCommand loop)
    {
        Line = loop.Position.Line;
        int status = 0;
        _loopDepth++;
        try
        {
            if (loop.Initial is not null) EvaluateTraced(loop.Initial);
            while (loop.Condition is null || EvaluateTraced(loop.Condition) != 0)
            {
                status = Execute(loop.Body);
                if (Flow != Flow.None && LeavesLoop(status, ref status)) break;
                if (loop.Step is not null) EvaluateTraced(loop.Step);
            }
        }
        catch (ShellErrorException e)
        {
            if (e.IsInterrupt) return Fail(e);
            Error(e.Message);
            status = 1;
        }
        _loopDepth--;
        return status;
    }

    private int ExecuteCase(CaseCommand choice)
    {
        Line = choice.Position.Line;
        if (TracesCompounds) WriteTrace($"case {choice.Subject.Text} in");
        try
        {
            string subject = Words.ExpandText(choice.Subject);
            for (int i = 0; i < choice.Items.Length; i++)
            {
                if (!Matches(choice.Items[i], subject)) continue;
                while (true)
                {
                    CaseItem item = choice.Items[i];
                    int status = Execute(item.Body);
                    if (Flow != Flow.None || item.Terminator == CaseTerminator.Break) return status;
                    if (++i == choice.Items.Length) return status;
                    if (item.Terminator == CaseTerminator.FallThrough) continue;
                    while (i < choice.Items.Length && !Matches(choice.Items[i], subject)) i++;
                    if (i == choice.Items.Length) return status;
                }
            }
            return 0;
        }
        catch (ShellErrorException e)
        {
            return Fail(e);
        }
    }

    private bool Matches(CaseItem item, string subject)
    {
        foreach (Word word in item.Patterns)
        {
            Pattern pattern = Words.ExpandPattern(word);
            if (pattern.IsMatch(subject)) return true;
        }
        return false;
    }

    private long EvaluateTraced(ArithmeticText expression)
    {
        if (TracesCompounds) TraceArithmetic(expression);
        return Arithmetic.Evaluate(expression);
    }

    private bool EvaluateCondition(ArithmeticText expression)
    {
        try
        {
            return Arithmetic.Evaluate(expression) != 0;
        }
        catch (ShellErrorException e)
        {
            if (e.IsInterrupt) _ = Fail(e);
            else Error(e.Message);
            return false;
        }
    }

    private int Define(FunctionDefinition definition)
    {
        if (Environment.Functions.TryGet(definition.Name, out ShellFunction? former) && former.IsReadOnly)
        {
            Error($"{definition.Name}: readonly function");
            return 1;
        }
        var function = new ShellFunction(definition.Name, definition.Body) { Source = CurrentSource };
        Environment.Functions.Set(definition.Name, function);
        if (Environment.Variables.IsFunctionExported(definition.Name)) Environment.Variables.ExportFunction(definition.Name, ExportedFunctions.Write(function));
        if (Environment.Has(ShellOptions.HashAll)) CommandNames.Remember(definition.Body, this);
        return 0;
    }
}
