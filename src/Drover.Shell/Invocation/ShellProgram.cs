using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Prompts;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Invocation;

/// <summary>The shell as a program: <c>sh [options] [-c command | -s | file] [argument...]</c>.</summary>
public static class ShellProgram
{
    private const int ENOENT = 2;

    /// <summary>Runs it with its own name and arguments and returns its exit status.</summary>
    /// <param name="arguments">The name that it was called by, which becomes <c>$0</c>, and the arguments behind it.</param>
    /// <param name="posix">Whether it starts in POSIX mode.</param>
    /// <param name="setup">What the program around it brings with it.</param>
    public static int Run(ReadOnlySpan<ByteString> arguments, bool posix, ShellSetup? setup = null)
    {
        var texts = new string[arguments.Length];
        for (int i = 0; i < texts.Length; i++) texts[i] = ShellText.From(arguments[i]);
        if (Sessions.SubshellEntry.IsMeant(texts)) return Sessions.SubshellEntry.Run(texts);
        var options = new InvocationOptions(posix);
        if (options.Parse(texts) is { } mistake)
        {
            Console.Error.WriteLine($"{texts[0]}: {mistake}");
            return 2;
        }
        if (options.ShowsVersion)
        {
            Console.Out.WriteLine($"drover sh {setup?.Version ?? "0"}");
            return 0;
        }
        var environment = new ExecutionEnvironment { ShellPid = Environment.ProcessId };
        environment.Options = options.Options;
        environment.ScriptName = options.ScriptName;
        environment.Positional = options.Positional;
        InitialDescriptors.Fill(environment.Descriptors);
        if (options.MayBeInteractive && IsTerminal(environment, 0) && IsTerminal(environment, 2)) environment.SetOption(ShellOptions.Interactive, true);
        InitialVariables.Fill(environment);
        if (options.CommandText is { } command && !environment.Has(ShellOptions.Posix)) environment.Variables.Set("BASH_EXECUTION_STRING", command);
        var shell = new Interpreter(environment, new PipelineStarter()) { Version = setup?.Version ?? "0" };
        Attention.Attach(shell);
        shell.Signals.Begin();
        if (shell.IsInteractive)
        {
            BeginInteractive(shell, options);
            // Start-up files may bind keys.
            if (options.CommandText is null && options.ScriptFile is null) shell.Reader = new ReaderChoice(shell, options.SkipsEditor ? null : setup?.Reader);
        }
        else if (environment.Has(ShellOptions.Monitor)) shell.JobControl.Enable();
        if (!environment.Has(ShellOptions.Privileged) && (shell.IsInteractive || environment.Has(ShellOptions.Login) || environment.Variables.Get("BASH_ENV") is not null)) StartupFiles.Execute(shell, options);
        int status = shell.Flow == Flow.Exit ? environment.LastStatus
            : options.CommandText is { } text ? shell.ExecuteAll(new ShellParser(shell.SourceOf(text), shell.Syntax, shell.AliasLookup), endsShell: true)
            : RunFile(shell, options);
        return shell.IsInteractive ? shell.LeaveInteractive(status) : shell.Leave(status);
    }

    private static bool IsTerminal(ExecutionEnvironment environment, int number) => environment.Descriptors[number] is { } file && file.Descriptor.IsTerminal;

    // Job control is on unless it was turned off, or there is no terminal to control it from.
    private static void BeginInteractive(Interpreter shell, InvocationOptions options)
    {
        ExecutionEnvironment environment = shell.Environment;
        bool wanted = environment.Has(ShellOptions.Monitor) || !options.SetsMonitor;
        if (!environment.Has(ShellOptions.Posix)) environment.SetOption(ShellOptions.ExpandAliases, true);
        if (!environment.Has(ShellOptions.Posix) && !options.SetsHistoryExpansion) environment.SetOption(ShellOptions.HistoryExpansion, true);
        environment.SetOption(ShellOptions.History, true);
        bool hasControl = shell.JobControl.Begin(wanted);
        if (wanted && !hasControl && options.SetsMonitor) shell.JobControl.Enable();
        else if (wanted && !hasControl && shell.JobControl.HasTerminal) shell.Output.WriteError($"{environment.ScriptName}: there is no job control: the terminal is not this session's, or nobody brings the shell to its foreground\n");
        environment.SetOption(ShellOptions.Monitor, hasControl || (wanted && options.SetsMonitor));
        shell.Window.Update();
    }

    private static int RunFile(Interpreter shell, InvocationOptions options)
    {
        if (options.ScriptFile is not { } file)
        {
            if (shell.Reader is { } reader) return new InteractiveLoop(shell, reader).Run();
            return shell.ExecuteAll(new ShellParser(new VerboseSource(FileSource.OfStandardInput(shell), shell), shell.Syntax, shell.AliasLookup), endsShell: true);
        }
        shell.MainScript = file;
        Descriptor? script = DotBuiltin.TryOpen(shell, file, out int errno);
        // POSIX sh, OPERANDS: a name without a slash that is not in the working directory may be looked for in PATH.
        if (errno == ENOENT && !file.Contains('/', StringComparison.Ordinal) && DotBuiltin.Find(file, shell.Environment) is { } found) script = DotBuiltin.TryOpen(shell, found, out errno);
        if (script is null)
        {
            shell.Error($"{file}: {ErrnoText.Describe(errno)}");
            return errno == ENOENT ? 127 : 126;
        }
        if (FileStatus.TryRead(script.Number, out _) is { Kind: FileKind.Regular })
        {
            if (!ScriptStart.IsText(script))
            {
                shell.Error($"{file}: a program, not a script: run it by its name");
                return 126;
            }
            script.SeekTo(0);
        }
        return shell.ExecuteAll(new ShellParser(new VerboseSource(new FileSource(OpenFile.MoveUp(script)), shell), shell.Syntax, shell.AliasLookup), endsShell: true);
    }
}
