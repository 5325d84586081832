using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Invocation;

/// <summary>The shell as a program: <c>sh [options] [-c command | -s | file] [argument...]</c>.</summary>
public static class ShellProgram
{
    /// <summary>Runs it with its own name and arguments and returns its exit status.</summary>
    /// <param name="arguments">The name that it was called by, which becomes <c>$0</c>, and the arguments behind it.</param>
    /// <param name="posix">Whether it starts in POSIX mode.</param>
    public static int Run(ReadOnlySpan<ByteString> arguments, bool posix)
    {
        var texts = new string[arguments.Length];
        for (int i = 0; i < texts.Length; i++) texts[i] = ShellText.From(arguments[i]);
        var options = new InvocationOptions(posix);
        if (options.Parse(texts) is { } mistake)
        {
            Console.Error.WriteLine($"{texts[0]}: {mistake}");
            return 2;
        }
        var environment = new ExecutionEnvironment { ShellPid = Environment.ProcessId };
        environment.Options = options.Options;
        environment.ScriptName = options.ScriptName;
        environment.Positional = options.Positional;
        InitialDescriptors.Fill(environment.Descriptors);
        InitialVariables.Fill(environment);
        var shell = new Interpreter(environment, new PipelineStarter());
        shell.Signals.Begin();
        if (environment.Has(ShellOptions.Monitor)) shell.JobControl.Enable();
        int status = options.CommandText is { } text
            ? shell.ExecuteAll(new ShellParser(text, shell.Syntax, shell.AliasLookup), endsShell: true)
            : RunFile(shell, options);
        return shell.Leave(status);
    }

    private static int RunFile(Interpreter shell, InvocationOptions options)
    {
        if (options.ScriptFile is not { } file)
        {
            if (shell.Environment.Descriptors[0] is not { } input) return 0;
            return shell.ExecuteAll(new ShellParser(new VerboseSource(new FileSource(input.Descriptor, isShared: true), shell), shell.Syntax, shell.AliasLookup), endsShell: true);
        }
        shell.MainScript = file;
        Descriptor? script = Descriptor.TryOpen(ShellText.ToBytes(file), OpenMode.Read, out int errno);
        if (script is null)
        {
            shell.Error($"{file}: {ErrnoText.Describe(errno)}");
            return errno == 2 ? 127 : 126;
        }
        return shell.ExecuteAll(new ShellParser(new VerboseSource(new FileSource(OpenFile.MoveUp(script)), shell), shell.Syntax, shell.AliasLookup), endsShell: true);
    }
}
