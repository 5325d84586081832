using System.Globalization;
using Drover.Engine.Descriptors;
using Drover.Engine.Limits;
using Drover.Engine.Processes;
using Drover.Shell.Expansions;
using Drover.Shell.Redirections;
using Drover.Shell.Traps;
using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary>Everything that a subshell copies (POSIX 2.12).</summary>
internal sealed class ExecutionEnvironment
{
    private string? _optionLetters;
    private ShellOptions _options;

    public VariableTable Variables { get; private init; } = new();

    public SharedDictionary<ShellFunction> Functions { get; private init; } = new();

    public SharedDictionary<string> Aliases { get; private init; } = new();

    public DescriptorTable Descriptors { get; init; } = new();

    public TrapTable Traps { get; init; } = new();

    /// <summary>The positional parameters from <c>$1</c> on. Replaced, never changed.</summary>
    public string[] Positional { get; set; } = [];

    /// <summary><c>$0</c>.</summary>
    public string ScriptName { get; set; } = "sh";

    /// <summary>What <c>pushd</c> remembers, the newest first. Replaced, never changed.</summary>
    public string[] PushedDirectories { get; set; } = [];

    /// <summary>The built-ins that <c>enable -n</c> has turned off; null for none. Replaced, never changed.</summary>
    public string[]? DisabledBuiltins { get; set; }

    public int LastStatus { get; set; }

    public int LastBackgroundPid { get; set; }

    /// <summary><c>$$</c>, also in subshells.</summary>
    public int ShellPid { get; init; }

    /// <summary>In a process that is a part of an embedded session: the host's pid, which is <see cref="ShellPid"/> too; else 0.</summary>
    public int HostPid { get; init; }

    /// <summary>How many subshells this one is in.</summary>
    public int Depth { get; set; }

    /// <summary>Where relative paths start; null for the working directory of this process.</summary>
    public Descriptor? Directory { get; set; }

    /// <summary>Whether <see cref="Directory"/> and the umask may be those of the whole process: not while a parent lives in it too.</summary>
    public bool OwnsProcess { get; init; } = true;

    /// <summary>The file mode creation mask where it is data; null for that of the process.</summary>
    public int? Umask { get; set; }

    /// <summary>The file mode creation mask that commands have.</summary>
    public int FileMask
    {
        get => Umask ?? (OwnsProcess ? OwnProcess.ReadUmask() : OwnProcess.PeekUmask());
        set
        {
            if (OwnsProcess) _ = OwnProcess.SetUmask(value);
            else Umask = value;
        }
    }

    /// <summary>Resource limits of commands where they are data; null for those of the process.</summary>
    public ResourceLimits? Limits { get; set; }

    public ShellOptions Options
    {
        get => _options;
        set
        {
            _options = value;
            _optionLetters = null;
        }
    }

    /// <summary><c>$-</c>.</summary>
    public string OptionLetters => _optionLetters ??= OptionNames.Letters(_options);

    /// <inheritdoc cref="VariableTable.IsUtf8"/>
    public bool IsUtf8 => Variables.IsUtf8;

    /// <summary>How patterns are read now.</summary>
    public PatternStyles PatternStyle => (IsUtf8 ? PatternStyles.Utf8 : PatternStyles.None) | (Has(ShellOptions.ExtGlob) ? PatternStyles.Extended : PatternStyles.None);

    public bool Has(ShellOptions option) => (_options & option) != 0;

    public void SetOption(ShellOptions option, bool on) => Options = on ? Options | option : Options & ~option;

    /// <summary>Which of the script's descriptors a path names: /dev/stdin and its like, /dev/fd/N; -1 for any other path.</summary>
    public static int DescriptorOf(string path) => path switch
    {
        "/dev/stdin" => 0,
        "/dev/stdout" => 1,
        "/dev/stderr" => 2,
        _ => path.StartsWith("/dev/fd/", StringComparison.Ordinal) && int.TryParse(path.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1,
    };

    /// <summary>A path under which this process can open it: the script's descriptors are not those that the kernel shows.</summary>
    public string OwnPath(string path) =>
        DescriptorOf(path) is >= 0 and var number && Descriptors[number] is { IsMemory: false } file ? "/dev/fd/" + ShellText.Of(file.Number) : path;

    /// <summary>Makes another directory the one where relative paths start; returns 0 or the error number.</summary>
    public int ChangeDirectory(string path)
    {
        if (OwnsProcess) return WorkingDirectory.Change(ShellText.ToBytes(path));
        Descriptor? directory = Descriptor.TryOpen(ShellText.ToBytes(path), OpenMode.Directory, out int errno, directory: Directory);
        if (directory is null) return errno;
        if (FileAccessCheck.Ask(".", FileAccessCheck.Execute, directory) is not 0 and var denied)
        {
            directory.Dispose();
            return denied;
        }
        // The former one may be the parent's.
        Directory = OpenFile.MoveUp(directory);
        return 0;
    }

    /// <summary>The environment of a subshell in this process, or in a child that is about to be forked.</summary>
    public ExecutionEnvironment MakeSubshell(bool inProcess) => new()
    {
        Variables = Variables.MakeSubshell(),
        Functions = Functions.Share(),
        Aliases = Aliases.Share(),
        Descriptors = inProcess ? Descriptors.Copy() : Descriptors,
        Traps = Traps.MakeSubshell(Options),
        Positional = Positional,
        ScriptName = ScriptName,
        PushedDirectories = PushedDirectories,
        DisabledBuiltins = DisabledBuiltins,
        LastStatus = LastStatus,
        LastBackgroundPid = LastBackgroundPid,
        ShellPid = ShellPid,
        HostPid = HostPid,
        Depth = Depth + 1,
        Directory = Directory,
        OwnsProcess = !inProcess,
        Umask = Umask,
        Limits = Limits,
        Options = Options & ~ShellOptions.Monitor,
    };
}
