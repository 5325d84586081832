using Drover.Engine.Descriptors;
using Drover.Shell.Execution;
using Drover.Shell.Invocation;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Builtins;

/// <summary><c>.</c> and <c>source</c>: executes a file in the current environment.</summary>
internal sealed class DotBuiltin(string name) : Builtin
{
    private const int ENOENT = 2, EISDIR = 21;

    public override string Name => name;

    public override string Usage => "file [argument...]";

    public override string Summary => "Executes a file in the current environment.";

    public override bool IsSpecial => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        if (fields.Count == first) return Misuse(shell, "a file is missing");
        string file = fields[first];
        string? path = file.Contains('/', StringComparison.Ordinal) || (!shell.Environment.Has(ShellOptions.Posix) && !shell.Environment.Has(ShellOptions.SourcePath)) ? file : Find(file, shell.Environment);
        int errno = ENOENT;
        Descriptor? descriptor = path is null ? null : TryOpen(shell, path, out errno);
        if (descriptor is null)
        {
            shell.Error($"{Name}: {file}: {(path is null ? "not found" : Engine.Processes.ErrnoText.Describe(errno))}");
            return IsSpecial ? shell.AbortUnlessInteractive(1) : 1;
        }
        using Descriptor moved = OpenFile.MoveUp(descriptor);
        string[] outer = shell.Environment.Positional;
        int sets = shell.PositionalSets;
        if (fields.Count > first + 1 && !shell.Environment.Has(ShellOptions.Posix)) shell.Environment.Positional = [.. fields.Skip(first + 1)];
        int line = shell.Line;
        shell.ReturnDepth++;
        shell.PushCall(new CallRecord("source", path, line, IsFunction: false));
        shell.TraceDepth++;
        int status = shell.ExecuteAll(new ShellParser(new VerboseSource(new FileSource(moved), shell), shell.Syntax, shell.AliasLookup));
        shell.TraceDepth--;
        shell.ReturnDepth--;
        if (shell.Environment.Traps.HasCommandTrap && shell.Flow is Flow.None or Flow.Return) shell.RunReturnTrap(status);
        shell.PopCall();
        shell.Line = line;
        if (shell.Flow == Flow.Return)
        {
            shell.Flow = Flow.None;
            status = shell.Environment.LastStatus;
        }
        if (fields.Count > first + 1 && !shell.Environment.Has(ShellOptions.Posix))
        {
            // What the file itself has set stays, as in bash, but for a function.
            if (shell.PositionalSets == sets || shell.FunctionDepth > 0) shell.Environment.Positional = outer;
            shell.PositionalSets = sets;
        }
        return status;
    }

    /// <summary>Opens a file whose commands are to be executed; null with the error number.</summary>
    public static Descriptor? TryOpen(Interpreter shell, string path, out int errno)
    {
        Descriptor? descriptor = FileOpening.TryOpen(shell, ShellText.ToBytes(shell.Environment.OwnPath(path)), OpenMode.Read, out errno);
        if (descriptor is null || FileStatus.TryRead(descriptor.Number, out _) is not { Kind: FileKind.Directory }) return descriptor;
        descriptor.Dispose();
        errno = EISDIR;
        return null;
    }

    /// <summary>The first readable file of that name in the directories of PATH; otherwise null in POSIX mode, and else the name, which then means the working directory.</summary>
    public static string? Find(string file, ExecutionEnvironment environment)
    {
        string path = environment.Variables.Get("PATH") ?? "/bin:/usr/bin";
        foreach (string directory in path.Split(':'))
        {
            string candidate = directory.Length == 0 ? file : directory + "/" + file;
            var bytes = ShellText.ToBytes(candidate);
            if (FileStatus.TryRead(bytes, out _, directory: environment.Directory) is { } status && status.Kind != FileKind.Directory
                && FileAccessCheck.Ask(bytes, FileAccessCheck.Read, environment.Directory) == 0) return candidate;
        }
        return environment.Has(ShellOptions.Posix) ? null : file;
    }
}
