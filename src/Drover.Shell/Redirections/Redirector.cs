using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Shell.Execution;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Printing;
using Drover.Shell.Variables;

namespace Drover.Shell.Redirections;

/// <summary>Carries out redirections on the current descriptor table (POSIX 2.7).</summary>
internal sealed class Redirector(Interpreter shell)
{
    private const int FirstVariableDescriptor = 10;
    private const int PipeCapacity = 4096;

    /// <summary>As many as Linux lets a process have unless it is told otherwise (fs.nr_open, proc_sys_fs(5)).</summary>
    private const int GreatestDescriptor = 1024 * 1024 - 1;

    private ExecutionEnvironment Environment => shell.Environment;

    /// <summary>Carries out redirections in order; false, and the reason has been said, when one can't be done.</summary>
    /// <exception cref="ShellErrorException">An expansion failed.</exception>
    /// <param name="redirections">What the command asks for.</param>
    /// <param name="undo">Gets what was there before.</param>
    /// <param name="isOfProcess">Whether they belong to a process of the command's own: then <c>{name}</c> is undone too, which otherwise stays.</param>
    public bool TryApply(ImmutableArray<Redirection> redirections, ref RedirectionUndo undo, bool isOfProcess = false)
    {
        foreach (Redirection redirection in redirections)
        {
            try
            {
                if (redirection.Variable is not null && !IsClose(redirection))
                {
                    if (!TryApplyNamed(redirection, ref undo, isOfProcess)) return false;
                }
                else if (!TryApply(redirection, redirection.EffectiveDescriptor, ref undo)) return false;
            }
            catch (SystemCallException e)
            {
                shell.Error($"{NameOf(redirection)}: {ErrnoText.Describe(e.Errno)}");
                return false;
            }
        }
        return true;
    }

    /// <summary>Takes redirections back.</summary>
    public void Undo(ref RedirectionUndo undo) => undo.Restore(Environment);

    // {name}>file: a free number, which the variable keeps, and whoever has it closes.
    private bool TryApplyNamed(Redirection redirection, ref RedirectionUndo undo, bool isOfProcess)
    {
        string target = redirection.Variable!;
        _ = ElementName.TrySplit(target, out string variable, out _);
        int number = Environment.Descriptors.FindFree(FirstVariableDescriptor);
        if (Environment.Variables.Find(variable)?.IsReadOnly == true)
        {
            shell.Error($"{variable}: is read only");
            return false;
        }
        if (!TryApply(redirection, number, ref undo)) return false;
        if (isOfProcess) undo.Remember(variable, Environment.Variables.Find(variable)?.Copy(generation: 0));
        else undo.Forget(number);
        shell.AssignNamed(target, ShellText.Of(number));
        return true;
    }

    private bool TryApply(Redirection redirection, int number, ref RedirectionUndo undo)
    {
        if (redirection.Variable is { } variable && IsClose(redirection)) return CloseVariable(variable, ref undo);
        if (number > GreatestDescriptor)
        {
            shell.Error($"{ShellText.Of(number)}: {ErrnoText.Describe(9)}");
            return false;
        }
        switch (redirection.Kind)
        {
            case RedirectionKind.HereDocument or RedirectionKind.HereDocumentStripped:
                HereDocument document = redirection.HereDocument!;
                return TryPut(number, OpenText(document.IsQuoted ? QuotedText(document) : shell.Words.ExpandText(document.Body)), ref undo);
            case RedirectionKind.HereString:
                return TryPut(number, OpenText(shell.Words.ExpandText(redirection.Target) + "\n"), ref undo);
            case RedirectionKind.DuplicateInput or RedirectionKind.DuplicateOutput:
                return TryDuplicate(redirection, number, ref undo);
            case RedirectionKind.OutputAndError or RedirectionKind.AppendOutputAndError:
                OpenFile? both = Open(redirection, Target(redirection));
                if (both is null) return false;
                Put(2, both.AddReference(), ref undo);
                return TryPut(1, both, ref undo);
            default:
                return TryPut(number, Open(redirection, Target(redirection)), ref undo);
        }
    }

    private static string NameOf(Redirection redirection) => redirection.Kind switch
    {
        RedirectionKind.HereDocument or RedirectionKind.HereDocumentStripped => "here-document",
        RedirectionKind.HereString => "here-string",
        _ => redirection.Target.UnquotedText ?? "redirection",
    };

    private static string QuotedText(HereDocument document) => document.Body.ConstantText() ?? "";

    private static bool IsClose(Redirection redirection) =>
        redirection.Kind is RedirectionKind.DuplicateInput or RedirectionKind.DuplicateOutput && redirection.Target.UnquotedText == "-";

    private bool CloseVariable(string variable, ref RedirectionUndo undo)
    {
        if (!int.TryParse(shell.Words.NamedValue(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            shell.Error($"{variable}: holds no descriptor to close");
            return false;
        }
        Put(number, null, ref undo);
        return true;
    }

    // A shell that is not interactive does no pathname expansion here (POSIX 2.7).
    private string Target(Redirection redirection) => shell.Words.ExpandText(redirection.Target);

    private bool TryPut(int number, OpenFile? file, ref RedirectionUndo undo)
    {
        if (file is null) return false;
        Put(number, file, ref undo);
        return true;
    }

    private void Put(int number, OpenFile? file, ref RedirectionUndo undo) => undo.Remember(number, Environment.Descriptors.Exchange(number, file));

    private bool TryDuplicate(Redirection redirection, int number, ref RedirectionUndo undo)
    {
        string target = Target(redirection);
        if (target == "-")
        {
            Put(number, null, ref undo);
            return true;
        }
        bool moves = target.Length > 1 && target.EndsWith('-');
        if (!int.TryParse(moves ? target[..^1] : target, NumberStyles.None, CultureInfo.InvariantCulture, out int source))
        {
            if (redirection is { Kind: RedirectionKind.DuplicateOutput, Descriptor: null or 1 } && target.Length > 0 && !Environment.Has(ShellOptions.Posix))
            {
                OpenFile? both = Open(redirection, target);
                if (both is null) return false;
                Put(2, both.AddReference(), ref undo);
                return TryPut(1, both, ref undo);
            }
            shell.Error($"{target}: not a descriptor number");
            return false;
        }
        OpenFile? file = Environment.Descriptors[source];
        // POSIX 2.7.5, 2.7.6 (2018). No other shell looks, and scripts duplicate whatever is open.
        if (file is null || (Environment.Has(ShellOptions.Posix) && !Allows(file, redirection.Kind)))
        {
            shell.Error($"{target}: Bad file descriptor");
            return false;
        }
        if (source == number) return true;
        file.PrepareToShare();
        Put(number, file.AddReference(), ref undo);
        if (moves) Put(source, null, ref undo);
        return true;
    }

    private static bool Allows(OpenFile file, RedirectionKind kind) =>
        file.IsMemory || file.PipeEnd >= 0 || file.Descriptor.Allows(reading: kind == RedirectionKind.DuplicateInput);

    // A pipe of which we have one end is opened anew: "<> <(:)" waits for ever.
    private static bool IsReadWrite(OpenFile file) => file.IsMemory || file.PipeEnd >= 0 || (file.Descriptor.Allows(reading: true) && file.Descriptor.Allows(reading: false));

    private OpenFile? Open(Redirection redirection, string target)
    {
        if (target.Length == 0)
        {
            shell.Error(": No such file or directory (the name is empty)");
            return null;
        }
        if (SpecialFile(target) is { } known && (redirection.Kind != RedirectionKind.ReadWrite || IsReadWrite(known))) return known.AddReference();
        if (target != "/dev/null") shell.Session?.Ask(Sessions.CommandRequestKind.Redirection, [CanonicalText.OperatorOf(redirection.Kind), target]);
        if (FileOpening.IsConnection(target) && !Environment.Has(ShellOptions.Posix))
        {
            Descriptor? socket = FileOpening.TryConnect(shell, target, out string reason);
            if (socket is null) shell.Error($"{target}: {reason}");
            return socket is null ? null : OpenFile.Adopt(socket);
        }
        ByteString path = ShellText.ToBytes(redirection.Kind == RedirectionKind.ReadWrite ? Environment.OwnPath(target) : target);
        OpenMode mode = redirection.Kind switch
        {
            RedirectionKind.Input => OpenMode.Read,
            RedirectionKind.Append or RedirectionKind.AppendOutputAndError => OpenMode.Append,
            RedirectionKind.ReadWrite => OpenMode.ReadWrite,
            RedirectionKind.Output or RedirectionKind.OutputAndError or RedirectionKind.DuplicateOutput when Environment.Has(ShellOptions.NoClobber) => ModeOfNoClobber(path),
            _ => OpenMode.Truncate,
        };
        Descriptor? descriptor = FileOpening.TryOpen(shell, path, mode, out int errno);
        if (descriptor is null && mode == OpenMode.CreateNew && errno == 17)
        {
            shell.Error($"{target}: File exists, and noclobber is set (>| overwrites it)");
            return null;
        }
        if (descriptor is null)
        {
            shell.Error($"{target}: {ErrnoText.Describe(errno)}");
            return null;
        }
        return OpenFile.Adopt(descriptor);
    }

    // POSIX 2.7.2: only regular files are protected.
    private OpenMode ModeOfNoClobber(ByteString path) =>
        FileStatus.TryRead(path, out _, directory: Environment.Directory) is { } status && status.Kind != FileKind.Regular ? OpenMode.WriteExisting : OpenMode.CreateNew;

    // The script's own descriptors are not the numbers that the kernel shows.
    private OpenFile? SpecialFile(string target)
    {
        int number = ExecutionEnvironment.DescriptorOf(target);
        OpenFile? file = number < 0 ? null : Environment.Descriptors[number];
        file?.PrepareToShare();
        return file;
    }

    /// <summary>A file that reads as <paramref name="text"/>: a pipe if it fits in one, else a file without a name.</summary>
    private static OpenFile OpenText(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        if (bytes.Length <= PipeCapacity)
        {
            (Descriptor read, Descriptor write) = Descriptor.Pipe();
            using (write) write.WriteAll(bytes);
            return OpenFile.Adopt(read);
        }
        Descriptor file = OwnNumbers.TryMemoryFile(OpenFile.FirstNumber, out int errno) ?? throw new SystemCallException("memfd_create", errno);
        file.WriteAll(bytes);
        file.SeekTo(0);
        return OpenFile.Adopt(file);
    }
}
