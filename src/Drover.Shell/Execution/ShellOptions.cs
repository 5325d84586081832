namespace Drover.Shell.Execution;

/// <summary>The options that are on (POSIX set).</summary>
[Flags]
internal enum ShellOptions
{
    None = 0,
    AllExport = 1 << 0,
    Notify = 1 << 1,
    NoClobber = 1 << 2,
    ErrExit = 1 << 3,
    NoGlob = 1 << 4,
    HashAll = 1 << 5,
    Interactive = 1 << 6,
    Monitor = 1 << 7,
    NoExec = 1 << 8,
    StandardInput = 1 << 9,
    NoUnset = 1 << 10,
    Verbose = 1 << 11,
    XTrace = 1 << 12,
    IgnoreEof = 1 << 13,
    NoLog = 1 << 14,
    Vi = 1 << 15,
    Emacs = 1 << 16,
    PipeFail = 1 << 17,
    Posix = 1 << 18,
    LastPipe = 1 << 19,
    ExtGlob = 1 << 20,
    ExpandAliases = 1 << 21,
    CommandString = 1 << 22,
    HangUpOnExit = 1 << 23,
    NullGlob = 1 << 24,
    Login = 1 << 25,
}
