using System.Globalization;
using Drover.Engine.Descriptors;
using Drover.Engine.Limits;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Shell.Execution;
using Drover.Shell.Invocation;
using Drover.Shell.Variables;

namespace Drover.Shell.Sessions;

/// <summary>The process that a subshell of an embedded session is: <c>drover sh --subshell N</c>, with its state readable at descriptor N.</summary>
internal static class SubshellEntry
{
    /// <summary>The option that nobody but a session gives.</summary>
    public const string Option = "--subshell";

    private const int CouldNotBegin = 125;

    public static bool IsMeant(ReadOnlySpan<string> arguments) => arguments.Length == 3 && arguments[1] == Option;

    /// <summary>Takes the state over, runs its text, and returns the exit status.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (!int.TryParse(arguments[2], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || !OwnNumbers.IsOpen(number)) return Refuse("its state is missing");
        byte[] bytes;
        using (var file = new Descriptor(number)) bytes = ReadAll(file);
        if (SubshellState.Read(bytes) is not { } state) return Refuse("this drover is not of the version that the host was built with");
        if (state.Environment.Umask is { } mask) _ = OwnProcess.SetUmask(mask);
        foreach ((ResourceLimit resource, (ulong soft, ulong hard)) in state.Environment.Limits!.Values) _ = OwnLimits.Set(resource, soft, hard);
        state.Environment.Umask = null;
        state.Environment.Limits = null;
        TakeTrace(state.Environment.Variables);
        InitialDescriptors.Fill(state.Environment.Descriptors);
        var shell = new Interpreter(state.Environment.MakeSubshell(inProcess: false), new PipelineStarter { Observer = state.Failures });
        Attention.Attach(shell);
        shell.Signals.Begin();
        SignalSet ignored = shell.Signals.IgnoredByChildren;
        for (int signal = 1; signal <= 64; signal++)
        {
            if (!state.Ignored.Contains(new Signal(signal))) continue;
            if (SignalCatcher.IsSupported && signal != Signal.CHLD.Number) _ = SignalCatcher.Set(new Signal(signal), SignalDisposition.Ignored);
            ignored = ignored.With(new Signal(signal));
        }
        shell.Signals.SetIgnored(ignored);
        return shell.Leave(shell.RunAsSubshell(state));
    }

    // The stage's activity is known to the process alone; its programs belong to it.
    private static void TakeTrace(VariableTable variables)
    {
        if (ProcessEnvironment.Inherited.Get(PipelineTrace.Variable) is not { } trace || variables.Find(PipelineTrace.Variable) is not null) return;
        variables.Set(PipelineTrace.Variable, ShellText.From(trace));
        variables.SetAttributes(PipelineTrace.Variable, VariableAttributes.Exported);
    }

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine($"drover sh {Option}: {reason}; only an embedded session starts it.");
        return CouldNotBegin;
    }

    private static byte[] ReadAll(Descriptor file)
    {
        byte[] bytes = new byte[file.SeekToEnd()];
        int length = 0;
        while (length < bytes.Length && file.ReadAt(bytes.AsSpan(length), length) is > 0 and var n) length += n;
        return bytes;
    }
}
