using Drover.Engine.Descriptors;
using Drover.Shell.Execution;

namespace Drover.Shell.Prompts;

/// <summary>Reads inputrc files into the editor of a shell.</summary>
internal static class InputrcFile
{
    /// <summary>Reads the one that the user has: that of INPUTRC, else ~/.inputrc, else /etc/inputrc.</summary>
    public static void ReadFirst(Interpreter shell, IEditorKeys keys)
    {
        if (shell.Environment.Variables.Get("INPUTRC") is { Length: > 0 } named) _ = Read(shell, keys, named);
        else if (shell.Environment.Variables.Get("HOME") is not { Length: > 0 } home || Read(shell, keys, home + "/.inputrc") != 0) _ = Read(shell, keys, "/etc/inputrc");
    }

    /// <summary>Reads one; returns 0 or the error number. What is wrong in it is told, and does not end the reading.</summary>
    public static int Read(Interpreter shell, IEditorKeys keys, string path)
    {
        if (Open(shell, path, out int errno) is not { } text) return errno;
        Change(shell, keys, () => keys.Read(text, path, shell.Environment.Variables.Get("TERM") ?? "", name => Open(shell, name, out _), (file, line, mistake) =>
            shell.Output.WriteError($"{shell.Environment.ScriptName}: {file}: line {ShellText.Of(line)}: {mistake}\n")));
        return 0;
    }

    /// <summary>Changes the editor's settings; the mode is an option of the shell too.</summary>
    public static void Change(Interpreter shell, IEditorKeys keys, Action change)
    {
        bool former = shell.Environment.Has(ShellOptions.Vi);
        keys.UsesViKeys = former;
        change();
        if (keys.UsesViKeys == former) return;
        shell.Environment.SetOption(ShellOptions.Vi, !former);
        shell.Environment.SetOption(ShellOptions.Emacs, former);
    }

    private static string? Open(Interpreter shell, string path, out int errno)
    {
        if (path.StartsWith('~') && path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash) path = Expansions.TildeExpander.Expand(path[1..slash], shell.Environment) + path[slash..];
        return Descriptor.ReadFile(ShellText.ToBytes(path), out errno, shell.Environment.Directory) is { } bytes ? ShellText.From(bytes) : null;
    }
}
