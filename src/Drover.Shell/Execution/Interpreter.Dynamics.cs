using System.Globalization;
using System.Security.Cryptography;
using Drover.Engine.Processes;
using Drover.Shell.Builtins;
using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary>Variables whose value is computed when it is asked for.</summary>
internal sealed partial class Interpreter
{
    private readonly List<CallRecord> _calls = [];
    private int[]? _pipeStatuses;
    private int _pipeStatus;
    private Syntax.Nodes.CommandNode? _currentCommand;

    // In the action of a trap it stays what it was: BASH_COMMAND says what was interrupted.
    private bool NotesCommand => !RunsCommandTrap && !Signals.RunsAction;
    private string? _lastArgument;
    private long _secondsOffset;

    /// <summary>The script that is executed from the start; null without one.</summary>
    public string? MainScript { get; set; }

    /// <summary>The functions and sourced files that are running, the innermost last.</summary>
    public IReadOnlyList<CallRecord> Calls => _calls;

    /// <summary>The file that the commands that run now were read from.</summary>
    public string? CurrentSource => _calls.Count > 0 ? _calls[^1].Source : MainScript;

    public void PushCall(CallRecord call) => _calls.Add(call);

    public void PopCall() => _calls.RemoveAt(_calls.Count - 1);

    /// <summary>The value of a variable that is computed, or null when it has none now.</summary>
    public string? DynamicValue(string name) => name switch
    {
        "LINENO" => ShellText.Of(Line),
        "RANDOM" => ShellText.Of(_random.Next()),
        "SRANDOM" => ShellText.Of(BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4))),
        "SECONDS" => ShellText.Of((long)Starter.SinceStart.TotalSeconds + _secondsOffset),
        "EPOCHSECONDS" => ShellText.Of(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()),
        "EPOCHREALTIME" => ((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10 / 1e6m).ToString("0.000000", CultureInfo.InvariantCulture),
        "BASHPID" => ShellText.Of(OwnProcess.Pid),
        "BASH_SUBSHELL" => ShellText.Of(Environment.Depth),
        "BASH_COMMAND" => _currentCommand?.Text,
        "SHELLOPTS" => OptionNames.Joined(Environment.Options),
        "BASHOPTS" => ShoptBuiltin.Joined(Environment.Options),
        "_" => _lastArgument,
        _ => DynamicArray(name)?.Get(0),
    };

    /// <summary>The elements of an array that is computed; null when it is none of these or unset now.</summary>
    public ShellArray? DynamicArray(string name)
    {
        switch (name)
        {
            case "PIPESTATUS":
                return ShellArray.Of(_pipeStatuses is null ? [ShellText.Of(_pipeStatus)] : _pipeStatuses.Select(status => ShellText.Of(status)));
            case "FUNCNAME":
                return !_calls.Exists(call => call.IsFunction) ? null : ShellArray.Of([.. Enumerable.Reverse(_calls).Select(call => call.Name), .. MainScript is null ? (string[])[] : ["main"]]);
            case "BASH_SOURCE":
                var sources = new List<string>();
                for (int i = _calls.Count - 1; i >= 0; i--) sources.Add(_calls[i].Source ?? "main");
                if (MainScript is not null) sources.Add(MainScript);
                return sources.Count == 0 ? null : ShellArray.Of(sources);
            case "BASH_LINENO":
                return _calls.Count == 0 && MainScript is null ? null : ShellArray.Of([.. Enumerable.Reverse(_calls).Select(call => ShellText.Of(call.Line)), .. MainScript is null ? (string[])[] : ["0"]]);
            case "DIRSTACK":
                return ShellArray.Of(DirectoryStack.All(Environment));
            default:
                return null;
        }
    }

    /// <summary>The variable with the value that it has now, if it is computed; else itself.</summary>
    public Variable Refresh(Variable variable)
    {
        if ((variable.Attributes & VariableAttributes.Dynamic) == 0) return variable;
        var current = new Variable(variable.Name, 0) { Attributes = variable.Attributes, Array = DynamicArray(variable.Name) };
        if (current.Array is null) current.Set(DynamicValue(variable.Name));
        return current;
    }

    /// <summary>Assigns to a variable that is computed: some count from there, others take no notice.</summary>
    private void AssignDynamic(string name, string value)
    {
        switch (name)
        {
            case "SECONDS":
                _secondsOffset = Arithmetic.Evaluate(value) - (long)Starter.SinceStart.TotalSeconds;
                break;
            case "RANDOM":
                _random.Seed((uint)Arithmetic.Evaluate(value));
                break;
        }
    }

    private void RememberStatus(int status)
    {
        _pipeStatuses = null;
        _pipeStatus = status;
    }
}
