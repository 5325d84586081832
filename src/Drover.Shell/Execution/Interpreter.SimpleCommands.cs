using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Shell.Builtins;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Traps;
using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary>Simple commands (POSIX 2.9.1).</summary>
internal sealed partial class Interpreter
{
    private readonly Stack<List<string>> _freeFields = new();

    private int ExecuteSimple(SimpleCommand command)
    {
        Line = command.Position.Line;
        if (NotesCommand) _currentCommand = command;
        if (Environment.Traps.HasCommandTrap) Debug(command);
        if (Flow != Flow.None) return Environment.LastStatus;
        if (!_freeFields.TryPop(out List<string>? fields)) fields = new List<string>(8);
        int outerStatus = SubstitutionStatus;
        Ending ending = TakeEnding();
        SubstitutionStatus = -1;
        int substitutions = BeginSubstitutions();
        try
        {
            int failed = 0;
            foreach (Word word in command.Words)
            {
                ExpandArgument(word, fields);
                if (word.Assignment?.Elements is null || word == command.Words[^1] || !command.Redirections.IsEmpty || !command.Assignments.IsEmpty) continue;
                failed |= DeclareAhead(command, fields);
                if (Flow != Flow.None) return Environment.LastStatus;
            }
            if (fields.Count == 0)
            {
                int assigned = ExecuteAssignments(command);
                _lastArgument = "";
                return assigned;
            }
            int status = ExecuteCommand(command, fields, ending) | failed;
            _lastArgument = fields[^1];
            return status;
        }
        catch (ShellErrorException e)
        {
            return Fail(e);
        }
        finally
        {
            SubstitutionStatus = outerStatus;
            EndSubstitutions(substitutions);
            fields.Clear();
            _freeFields.Push(fields);
        }
    }

    // declare a=(1 2) n=${#a[@]}: an array is declared before what follows it is expanded. The name and the options stay for the rest.
    private int DeclareAhead(SimpleCommand command, List<string> fields)
    {
        int status = ExecuteCommand(command, fields, Ending.None);
        int options = 1;
        while (options < fields.Count && fields[options].Length > 1 && fields[options][0] is '-' or '+') options++;
        fields.RemoveRange(options, fields.Count - options);
        return status;
    }

    // An argument of export and the like that reads as an assignment is expanded as one.
    private void ExpandArgument(Word word, List<string> fields)
    {
        if (word.Assignment is not { } assignment)
        {
            Words.ExpandFields(word, fields);
            return;
        }
        string head = assignment.Name + (assignment.Subscript is { } subscript ? "[" + Words.ExpandText(subscript.Word) + "]" : "") + (assignment.IsAppend ? "+=" : "=");
        if (assignment.Elements is null) fields.Add(head + Words.ExpandText(assignment.Value!));
        else
        {
            // The field is the name alone; the command that declares it finds the elements by this very string.
            fields.Add(head);
            (_elementArguments ??= new(ReferenceEqualityComparer.Instance))[head] = (assignment, ExpandElements(assignment, assignment.Elements.Value));
        }
    }

    private Dictionary<string, (Assignment Assignment, List<(ArithmeticText? Subscript, string Value, bool IsAppend)> Values)>? _elementArguments;

    /// <summary>The elements of an argument of <c>declare</c> and the like of the form <c>name=( … )</c>; null for any other.</summary>
    public (Assignment Assignment, List<(ArithmeticText? Subscript, string Value, bool IsAppend)> Values)? TakeElements(string field) =>
        _elementArguments is not null && _elementArguments.Remove(field, out var elements) ? elements : null;

    private int ExecuteAssignments(SimpleCommand command)
    {
        if (!command.Redirections.IsEmpty && !TryRedirectNothing(command)) return 1;
        bool traces = Environment.Has(ShellOptions.XTrace) && !_isTracing, traced = false;
        foreach (Assignment assignment in command.Assignments)
        {
            _assignedText = null;
            Assign(assignment);
            if (traces) TraceAssignment(assignment, isFirst: !traced, isLast: assignment == command.Assignments[^1]);
            traced = true;
        }
        return Math.Max(0, SubstitutionStatus);
    }

    // Without a command name redirections happen in a subshell (POSIX 2.9.1): what their expansions assign is lost.
    private bool TryRedirectNothing(SimpleCommand command)
    {
        ExecutionEnvironment outer = Environment;
        var undo = default(RedirectionUndo);
        Environment = outer.MakeSubshell(inProcess: true);
        try
        {
            return Redirector.TryApply(command.Redirections, ref undo);
        }
        finally
        {
            undo.Forget();
            Environment.Descriptors.Release();
            Environment = outer;
        }
    }

    private int ExecuteCommand(SimpleCommand command, List<string> fields, Ending ending)
    {
        string name = fields[0];
        Builtin? builtin = FindBuiltin(command, name);
        if (builtin is not { IsSpecial: true } || !Environment.Has(ShellOptions.Posix))
        {
            if (Environment.Functions.TryGet(name, out ShellFunction? function)) return CallFunction(function, command, fields, ending);
        }
        if (Environment.Has(ShellOptions.XTrace)) Trace(command, fields);
        if (name.StartsWith('%') && fields.Count == 1 && Environment.Has(ShellOptions.Monitor) && !Environment.Has(ShellOptions.Posix)) return Invoke(BuiltinTable.Find("fg")!, ["fg", name]);
        return builtin is not null && IsAvailable(builtin) ? RunBuiltin(builtin, command, fields, ending) : RunExternal(command, fields, replaces: ending != Ending.None);
    }

    // The text of a constant word is always one object: the built-in that it names is kept with the command.
    private Builtin? FindBuiltin(SimpleCommand command, string name)
    {
        if (!ReferenceEquals(command.Words[0].UnquotedText, name) || Environment.DisabledBuiltins is not null) return FindBuiltin(name);
        if (command.Annotation is null) command.Annotation = (object?)FindBuiltin(name) ?? s_noBuiltin;
        return command.Annotation as Builtin;
    }

    // POSIX 2.9.1.4: those that are not intrinsic count only if they are on PATH.
    private bool IsAvailable(Builtin builtin) => !(builtin.IsExtension && Environment.Has(ShellOptions.Posix)) && (!builtin.NeedsPath || !Environment.Has(ShellOptions.Posix) || Hash.IsOnPath(builtin.Name, Environment));

    private static readonly object s_noBuiltin = new();

    private int RunBuiltin(Builtin builtin, SimpleCommand command, List<string> fields, Ending ending)
    {
        if (command.Redirections.IsEmpty && command.Assignments.IsEmpty) return Invoke(builtin, fields);
        var undo = default(RedirectionUndo);
        List<(string, Variable?)>? saved = null;
        bool keeps = false;
        try
        {
            if (!Redirector.TryApply(command.Redirections, ref undo)) return builtin.IsSpecial ? AbortUnlessInteractive(1) : 1;
            // A trap is the shell's, whose output is not the built-in's.
            if (ending == Ending.Whole && builtin is not TrapBuiltin) undo.Forget();
            if (builtin.IsSpecial && Environment.Has(ShellOptions.Posix) && !(builtin is ExecBuiltin && fields.Count > 1))
            {
                foreach (Assignment assignment in command.Assignments) Assign(assignment);
            }
            else if (!command.Assignments.IsEmpty) saved = AssignTemporarily(command);
            int status = Invoke(builtin, fields);
            if (saved is not null && Keeps(builtin)) saved.RemoveAll(entry => fields.Contains(entry.Item1));
            keeps = builtin.KeepsRedirections(fields);
            return status;
        }
        finally
        {
            if (keeps) undo.Forget();
            else Redirector.Undo(ref undo);
            Restore(saved);
        }
    }

    // "v=1 export v": what is declared is the variable that was just set.
    private static bool Keeps(Builtin builtin) => builtin is ExportBuiltin or ReadonlyBuiltin;

    private int Invoke(Builtin builtin, List<string> fields)
    {
        int status;
        try
        {
            Session?.Ask(Sessions.CommandRequestKind.Builtin, fields);
            status = builtin.Run(this, fields);
        }
        catch (ShellErrorException e)
        {
            _ = Output.Flush();
            if (e.IsInterrupt) return Fail(e);
            if (!e.IsSaid) Error(e.Message);
            return builtin.IsSpecial || builtin.IsDeclaration ? AbortUnlessInteractive(e.Status) : e.Status;
        }
        catch (SystemCallException e)
        {
            // Mostly no descriptor left.
            Error($"{builtin.Name}: {ErrnoText.Describe(e.Errno)}");
            status = 1;
        }
        return Output.Finish(builtin.Name, status);
    }

    /// <summary>An error of a special built-in ends a shell that is not interactive (POSIX 2.8.1); as in bash, only in POSIX mode.</summary>
    public int AbortUnlessInteractive(int status) => CommandDepth > 0 || !Environment.Has(ShellOptions.Posix) ? status : Abort(status);

    /// <summary>Carries out the assignments before a command for the time of that command, exported.</summary>
    private List<(string, Variable?)> AssignTemporarily(SimpleCommand command)
    {
        var saved = new List<(string, Variable?)>(command.Assignments.Length);
        try
        {
            foreach (Assignment assignment in command.Assignments)
            {
                string name = assignment.Name;
                Variable? former = Environment.Variables.Find(name);
                if (former?.IsReadOnly == true)
                {
                    if (Environment.Has(ShellOptions.Posix)) throw new ShellErrorException($"{name}: is read only");
                    // As in bash the command runs, with the value that it has.
                    Error($"{name}: is read only");
                    continue;
                }
                Variable temporary = Environment.Variables.Make(name);
                if (former is not null)
                {
                    temporary.Attributes = former.Attributes;
                    temporary.Set(former.Value);
                }
                saved.Add((name, Environment.Variables.Replace(name, temporary)));
                Assign(assignment);
                Environment.Variables.SetAttributes(name, VariableAttributes.Exported);
            }
        }
        catch
        {
            Restore(saved);
            throw;
        }
        return saved;
    }

    private void Restore(List<(string Name, Variable? Former)>? saved)
    {
        if (saved is null) return;
        for (int i = saved.Count - 1; i >= 0; i--) Environment.Variables.Replace(saved[i].Name, saved[i].Former);
    }

    private int CallFunction(ShellFunction function, SimpleCommand command, List<string> fields, Ending ending)
    {
        if (Environment.Has(ShellOptions.XTrace)) Trace(command, fields);
        var undo = default(RedirectionUndo);
        List<(string, Variable?)>? saved = null;
        try
        {
            if (!command.Redirections.IsEmpty && !Redirector.TryApply(command.Redirections, ref undo)) return 1;
            if (ending == Ending.Whole) undo.Forget();
            if (!command.Assignments.IsEmpty) saved = AssignTemporarily(command);
            return Call(function, fields);
        }
        finally
        {
            Redirector.Undo(ref undo);
            Restore(saved);
        }
    }

    /// <summary>Calls a function with the fields behind its name as its positional parameters.</summary>
    public int Call(ShellFunction function, List<string> fields)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Error($"{function.Name}: functions are nested too deeply");
            return Abort(2);
        }
        string[] outer = Environment.Positional;
        int loops = _loopDepth, sets = PositionalSets;
        FunctionFrame? frame = CurrentFrame;
        Environment.Positional = CollectionsMarshal.AsSpan(fields)[1..].ToArray();
        CurrentFrame = new FunctionFrame(function, frame);
        PushCall(new CallRecord(function.Name, function.Source, Line));
        HiddenTraps hidden = HideCommandTraps(function);
        _loopDepth = 0;
        FunctionDepth++;
        ReturnDepth++;
        try
        {
            if (Environment.Traps.HasCommandTrap && _currentCommand is { } call) Debug(call);
            int status = Flow == Flow.None ? Execute(function.Body) : Environment.LastStatus;
            if (Flow == Flow.Return)
            {
                Flow = Flow.None;
                status = Environment.LastStatus;
            }
            if (Environment.Traps.HasCommandTrap && Flow == Flow.None) RunCommandTrap(TrapConditions.Return, status);
            return Flow == Flow.Exit || (Flow == Flow.Abort && !IsInteractive) ? RunExitWithin() : status;
        }
        finally
        {
            Restore(hidden);
            CurrentFrame.Restore(Environment.Variables);
            if (CurrentFrame.OuterOptions is { } options) SetBuiltin.Apply(this, options & ~Environment.Options, Environment.Options & ~options);
            CurrentFrame = frame;
            PopCall();
            _loopDepth = loops;
            FunctionDepth--;
            ReturnDepth--;
            Environment.Positional = outer;
            PositionalSets = sets;
        }
    }

    // The trap of EXIT sees the variables and parameters of the function that ends the shell, as in every other shell.
    private int RunExitWithin()
    {
        (Flow flow, Flow) = (Flow, Flow.None);
        int status = Environment.LastStatus = Signals.RunExit(Environment.LastStatus);
        Flow = flow;
        return status;
    }

    /// <summary>Forgets a variable. If it is a local one of a function that has called this one, what it hid is there again, as in bash.</summary>
    /// <exception cref="ShellErrorException">It is read-only.</exception>
    public void Unset(string name)
    {
        FunctionFrame? owner = CurrentFrame;
        if (!Environment.Has(ShellOptions.Posix) && owner?.IsLocal(name) == false)
        {
            while (owner is not null && !owner.IsLocal(name)) owner = owner.Caller;
            if (owner is not null && Environment.Variables.Find(name)?.IsReadOnly != true)
            {
                owner.Uncover(name, Environment.Variables);
                return;
            }
        }
        Environment.Variables.Unset(name);
    }

    /// <summary>The function that runs; null outside of functions.</summary>
    public FunctionFrame? CurrentFrame { get; private set; }

    /// <summary>How many <c>command</c> built-ins enclose the current one: they take from a special built-in what is special.</summary>
    public int CommandDepth { get; set; }
}
