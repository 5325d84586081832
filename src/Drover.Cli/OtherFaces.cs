using Drover.Cli.Interactive;
using Drover.Cli.Printing;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Shell.Invocation;

namespace Drover.Cli;

/// <summary>The faces that other executables show: drover becomes the one beside it (execve(2)), so that it needs no arrow to them.</summary>
internal static class OtherFaces
{
    private static readonly ShellSetup s_setup = new() { Version = ProductVersion.Text, Reader = static () => new ShellLineReader() };

    /// <summary>Their words, and what they are.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All { get; } =
    [
        ("sh", "Run the POSIX shell of drover."), ("serve", "Serve the task board over HTTP."), ("task", "Ask a task board that is served."),
        ("mcp", "Durable runs for coding agents, on standard input and output."), ("nomad", "Try, install or check the Nomad driver."),
    ];

    /// <summary>Becomes another executable if the first word asks for one.</summary>
    /// <returns>False when it is a verb of this program; true with an exit status when the other face could not be shown.</returns>
    public static bool TryDispatch(string[] arguments, out int status)
    {
        status = ExitStatus.Failure;
        // A link named sh is the shell, whatever its arguments are.
        if (IsNamedShell())
        {
            status = ShellProgram.Run(ProcessEnvironment.OwnArguments.AsSpan(), posix: true, s_setup);
            return true;
        }
        // login(1) puts a hyphen before the name of whatever is a user's shell.
        if (Environment.GetCommandLineArgs()[0].StartsWith('-'))
        {
            status = ShellProgram.Run(ProcessEnvironment.OwnArguments.AsSpan(), posix: false, s_setup);
            return true;
        }
        // "help X" is "X --help", as it is for the verbs.
        bool asksForHelp = arguments is ["help", _];
        string word = asksForHelp ? arguments[1] : arguments.Length > 0 ? arguments[0] : "";
        switch (word)
        {
            case "serve" or "task" or "mcp":
                Become("drover-server", asksForHelp ? [word, "--help"] : OwnWords(0), $"the task runner (drover {word})");
                return true;
            case "nomad":
                Become("nomad-driver-milo", asksForHelp ? ["--help"] : OwnWords(1), "the Nomad driver (drover nomad)");
                return true;
            case "sh" when asksForHelp || arguments is [_, "--help"]:
                StandardOutput.Write(ShellHelp.Text);
                status = 0;
                return true;
            case "sh":
                // Its name as users wrote it is two words: the first is dropped, and the options of the program's own, if there were any.
                ByteString[] own = [.. ProcessEnvironment.OwnArguments];
                status = ShellProgram.Run(own.AsSpan(own.Length - arguments.Length), posix: false, s_setup);
                return true;
            default:
                return false;
        }
    }

    private static bool IsNamedShell()
    {
        string name = Environment.GetCommandLineArgs()[0];
        int start = name.LastIndexOf('/') + 1;
        if (name.AsSpan(start).StartsWith('-')) start++;
        return name.AsSpan(start).SequenceEqual("sh");
    }

    // As bytes: they need not be UTF-8.
    private static ByteString[] OwnWords(int skip)
    {
        ByteString[] own = [.. ProcessEnvironment.OwnArguments];
        return own[(own.Length - (Environment.GetCommandLineArgs().Length - 1) + skip)..];
    }

    private static void Become(string executable, ByteString[] words, string face)
    {
        string? directory = Path.GetDirectoryName(Environment.ProcessPath);
        string path = Path.Combine(directory ?? "/", executable);
        if (!File.Exists(path))
        {
            StandardError.Line($"{face} is not part of this build: {path} is missing.");
            return;
        }
        SystemCallException failure = OwnProcess.Become(path, [executable, .. words]);
        StandardError.Line(failure.Message);
    }
}
