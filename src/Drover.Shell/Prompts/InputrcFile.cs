using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;

namespace Drover.Shell.Prompts;

/// <summary>Reads inputrc files into the editor of a shell.</summary>
internal static class InputrcFile
{
    private const int EFBIG = 27, MostBytes = 16 * 1024 * 1024;

    /// <summary>Reads the one that the user has: that of INPUTRC, else ~/.inputrc, else /etc/inputrc.</summary>
    public static void ReadFirst(Interpreter shell, IEditorKeys keys)
    {
        try
        {
            if (shell.Environment.Variables.Get("INPUTRC") is { Length: > 0 } named) _ = Read(shell, keys, named);
            else if (shell.Environment.Variables.Get("HOME") is not { Length: > 0 } home || Read(shell, keys, home + "/.inputrc") != 0) _ = Read(shell, keys, "/etc/inputrc");
        }
        catch (ShellErrorException)
        {
            // Ctrl-C: the user would rather have a prompt.
            if (shell.Flow == Flow.Interrupt) shell.Flow = Flow.None;
        }
    }

    /// <summary>Reads one; returns 0 or the error number. What is wrong in it is told, and does not end the reading.</summary>
    /// <exception cref="ShellErrorException">Ctrl-C came.</exception>
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
        using Descriptor? file = FileOpening.TryOpen(shell, ShellText.ToBytes(shell.Environment.OwnPath(path)), OpenMode.Read, out errno);
        return file is null ? null : ReadAll(shell, file, ref errno);
    }

    // It may be a pipe to which nobody writes, or have no end.
    private static string? ReadAll(Interpreter shell, Descriptor file, ref int errno)
    {
        var text = new StringBuilder();
        Span<byte> buffer = new byte[16 * 1024];
        try
        {
            while (text.Length <= MostBytes)
            {
                Attention.Look();
                if (!shell.Signals.WaitReadable(file)) continue;
                int n = file.Read(buffer);
                if (n <= 0) return text.ToString();
                text.Append(ShellText.From(buffer[..n]));
            }
            errno = EFBIG;
        }
        catch (SystemCallException e)
        {
            errno = e.Errno;
        }
        return null;
    }
}
