// Constraints
//   What runs in another process must start with all that POSIX 2.12 gives a subshell, byte for byte, and neither side may read what the other does not write.
// Scheme
//   Numbers and strings with their lengths, in one fixed order that is written and read side by side here; the format has a number of its own.

using System.Globalization;
using Drover.Engine.Limits;
using Drover.Engine.Signals;
using Drover.Shell.Execution;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Printing;
using Drover.Shell.Variables;

namespace Drover.Shell.Sessions;

/// <summary>What a subshell in another process is given: its environment and the text to run.</summary>
internal sealed class SubshellState
{
    /// <summary>Changes with every change of the format.</summary>
    private const int Format = 4;

    private SubshellState(ExecutionEnvironment environment) => Environment = environment;

    public ExecutionEnvironment Environment { get; }

    public SignalSet Ignored { get; private init; }

    public int Line { get; private init; }

    public int ReturnDepth { get; private init; }

    public int FunctionDepth { get; private init; }

    public string Text { get; private init; } = "";

    /// <summary>Ends the others when a stage fails; null when they go on.</summary>
    public FailureWatch? Failures { get; private init; }

    /// <summary>Whether aliases are still to be replaced in the text.</summary>
    public bool IsSource { get; private init; }

    /// <summary>Writes what a subshell of this shell is to start with.</summary>
    public static byte[] Write(Interpreter shell, string text, bool isSource)
    {
        ExecutionEnvironment environment = shell.Environment;
        var writer = new StateWriter();
        writer.Write(Format);
        writer.Write(environment.ScriptName);
        writer.Write(environment.Positional.Length);
        foreach (string parameter in environment.Positional) writer.Write(parameter);
        writer.Write(environment.LastStatus);
        writer.Write(environment.LastBackgroundPid);
        writer.Write(environment.ShellPid);
        writer.Write(environment.Depth);
        writer.Write((long)environment.Options);
        writer.Write(environment.Umask ?? -1);
        writer.Write(environment.Limits?.Values.Count ?? 0);
        foreach ((ResourceLimit resource, (ulong soft, ulong hard)) in environment.Limits?.Values ?? ResourceLimits.None.Values)
        {
            writer.Write((long)resource);
            writer.Write((long)soft);
            writer.Write((long)hard);
        }
        writer.Write((long)shell.Signals.IgnoredByChildren.Mask);
        for (int condition = 0; condition <= 64; condition++) writer.Write(environment.Traps[condition]);
        writer.Write(environment.Variables.All.Count);
        foreach (Variable variable in environment.Variables.All) WriteVariable(writer, variable);
        writer.Write(environment.Functions.Count);
        foreach ((string name, ShellFunction function) in environment.Functions.Items)
        {
            writer.Write(name);
            writer.Write(function.IsReadOnly ? 1 : 0);
            writer.Write(CanonicalText.Of(function.Body));
        }
        writer.Write(environment.Aliases.Count);
        foreach ((string name, string value) in environment.Aliases.Items)
        {
            writer.Write(name);
            writer.Write(value);
        }
        writer.Write(shell.Line);
        writer.Write(shell.ReturnDepth);
        writer.Write(shell.FunctionDepth);
        writer.Write(shell.Session is { KillsOthers: true } session ? session.FailureGrace.Ticks : shell.Starter.Observer is FailureWatch inherited ? inherited.Grace.Ticks : -1);
        writer.Write(isSource ? 1 : 0);
        writer.Write(text);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null when it was another version's.</summary>
    public static SubshellState? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        if (reader.ReadNumber() != Format) return null;
        string scriptName = reader.ReadText()!;
        var positional = new string[(int)reader.ReadNumber()];
        for (int i = 0; i < positional.Length; i++) positional[i] = reader.ReadText()!;
        int host;
        var environment = new ExecutionEnvironment
        {
            ScriptName = scriptName,
            Positional = positional,
            LastStatus = (int)reader.ReadNumber(),
            LastBackgroundPid = (int)reader.ReadNumber(),
            ShellPid = host = (int)reader.ReadNumber(),
            HostPid = host,
            Depth = (int)reader.ReadNumber(),
            Options = (ShellOptions)reader.ReadNumber(),
        };
        environment.Umask = reader.ReadNumber() is >= 0 and var mask ? (int)mask : null;
        ResourceLimits limits = ResourceLimits.None;
        for (long left = reader.ReadNumber(); left > 0; left--)
            limits = limits.With((ResourceLimit)reader.ReadNumber(), (ulong)reader.ReadNumber(), (ulong)reader.ReadNumber());
        environment.Limits = limits;
        var ignored = new SignalSet((ulong)reader.ReadNumber());
        for (int condition = 0; condition <= 64; condition++)
            if (reader.ReadText() is { } action) environment.Traps.Set(condition, action);
        for (long left = reader.ReadNumber(); left > 0; left--) ReadVariable(ref reader, environment.Variables);
        for (long left = reader.ReadNumber(); left > 0; left--)
        {
            string name = reader.ReadText()!;
            bool isReadOnly = reader.ReadNumber() != 0;
            if (ParseBody(reader.ReadText()!, environment) is { } body) environment.Functions.Set(name, new ShellFunction(name, body) { IsReadOnly = isReadOnly });
        }
        for (long left = reader.ReadNumber(); left > 0; left--) environment.Aliases.Set(reader.ReadText()!, reader.ReadText()!);
        return new SubshellState(environment)
        {
            Ignored = ignored,
            Line = (int)reader.ReadNumber(),
            ReturnDepth = (int)reader.ReadNumber(),
            FunctionDepth = (int)reader.ReadNumber(),
            Failures = reader.ReadNumber() is >= 0 and var grace ? new FailureWatch(new TimeSpan(grace)) : null,
            IsSource = reader.ReadNumber() != 0,
            Text = reader.ReadText()!,
        };
    }

    private static CommandNode? ParseBody(string text, ExecutionEnvironment environment)
    {
        SyntaxOptions syntax = environment.Has(ShellOptions.Posix) ? SyntaxOptions.PosixOnly : new SyntaxOptions { ExtendedPatterns = true };
        return ShellParser.Parse(text, syntax).List is { Items: [{ First.Commands: [var body, ..] }, ..] } ? body : null;
    }

    private static void WriteVariable(StateWriter writer, Variable variable)
    {
        writer.Write(variable.Name);
        writer.Write((long)variable.Attributes);
        writer.Write(variable.Array is null ? 0 : variable.Array.IsAssociative ? 2 : 1);
        if (variable.Array is not { } array)
        {
            writer.Write(variable.Value);
            return;
        }
        writer.Write(array.Count);
        foreach ((string key, string value) in array.Keys.Zip(array.Values))
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    private static void ReadVariable(ref StateReader reader, VariableTable variables)
    {
        string name = reader.ReadText()!;
        var attributes = (VariableAttributes)reader.ReadNumber();
        long kind = reader.ReadNumber();
        Variable variable = variables.Make(name);
        if (kind == 0) variable.Set(reader.ReadText());
        else
        {
            variable.Array = new ShellArray(isAssociative: kind == 2);
            for (long left = reader.ReadNumber(); left > 0; left--)
            {
                string key = reader.ReadText()!, value = reader.ReadText()!;
                if (kind == 2) variable.Array.Set(key, value);
                else variable.Array.Set(long.Parse(key, CultureInfo.InvariantCulture), value);
            }
        }
        variable.Attributes = attributes;
        variables.Replace(name, variable);
    }
}
