using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.Terminals;
using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>The real executables on a state directory of their own; nothing of a test's runs stays behind.</summary>
/// <param name="directory">Where the state directory is made; null for the directory of temporary files. Removed in the end.</param>
/// <param name="state">The state directory's path in it.</param>
public abstract class CommandLineTest(TemporaryDirectory? directory = null, string state = "state") : IDisposable
{
    /// <summary>The state directory, also reachable as a store.</summary>
    protected TestStore State { get; } = new(directory?[state]);

    /// <summary>The environment in which drover is called.</summary>
    protected ProcessEnvironment Environment => State.Environment.Set("DROVER_STATE", State.Path).Remove("NO_COLOR").Set("TERM", "xterm");

    public void Dispose()
    {
        State.Dispose();
        directory?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs drover with nothing on its standard input, to its end.</summary>
    protected ProgramResult Drover(params string[] arguments) => Program(null, Artifacts.Drover, arguments);

    /// <summary>Runs drover with bytes on its standard input, to its end.</summary>
    protected ProgramResult DroverWithInput(byte[] input, params string[] arguments) => Program(input, Artifacts.Drover, arguments);

    /// <summary>Runs a shell script, in which "drover" is ours, to its end.</summary>
    protected ProgramResult Shell(string script) => Program(null, "/bin/sh", "-c", script);

    /// <summary>Starts drover; its streams are pipes.</summary>
    protected LiveProgram Start(params string[] arguments) => new(State.Engine, Spec(Artifacts.Drover, arguments));

    /// <summary>Starts drover in a session of its own on a new terminal of 80 columns and 24 rows.</summary>
    protected TerminalProgram StartOnTerminal(params string[] arguments) => new(State.Engine, Spec(Artifacts.Drover, arguments), new TerminalSize(80, 24));

    /// <summary>Starts a job-control shell on a new terminal.</summary>
    protected TerminalProgram StartShellOnTerminal() => new(State.Engine, Spec("/bin/bash", "--norc", "--noprofile", "-i"), new TerminalSize(80, 24));

    /// <summary>The only run of the state directory.</summary>
    protected Run OnlyRun() => State.Store.TryOpenId(State.Store.Ids().ShouldHaveSingleItem())!;

    /// <summary>A run that prints "ready" and then lives for a long time.</summary>
    protected Run StartReadyRun(string? name = null)
    {
        Run run = State.Start(State.Shell("echo ready; exec sleep 1000") with { Name = name });
        TestStore.WaitForText(run, "ready");
        return run;
    }

    /// <summary>How a program is called: in the root directory, with "drover" on the path.</summary>
    protected ProcessSpec Spec(ByteString program, params string[] arguments)
    {
        ByteString path = $"{Path.GetDirectoryName(Artifacts.Drover)}:{Environment.Get("PATH")}";
        return ProcessSpec.Of(program, [.. arguments.Select(static a => new ByteString(a))]) with { Environment = Environment.Set("PATH", path), WorkingDirectory = "/" };
    }

    private ProgramResult Program(byte[]? input, string program, params string[] arguments)
    {
        using var live = new LiveProgram(State.Engine, Spec(program, arguments), input);
        return live.WaitForEnd();
    }
}
