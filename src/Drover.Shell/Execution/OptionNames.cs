namespace Drover.Shell.Execution;

/// <summary>The letters and names of the options.</summary>
internal static class OptionNames
{
    /// <summary>Letter, or NUL, and name of every option that <c>set</c> knows, in the order of their names.</summary>
    public static ReadOnlySpan<(char Letter, string Name, ShellOptions Option)> All => s_all;

    /// <summary>What is on from the start where bash's additions are.</summary>
    public const ShellOptions DefaultsOfBash = ShellOptions.BraceExpand | ShellOptions.ExpandAliases | ShellOptions.SourcePath | ShellOptions.CheckWindowSize | ShellOptions.AppendHistory | ShellOptions.MultiLineHistory | ShellOptions.Always;

    private static readonly (char, string, ShellOptions)[] s_all =
    [
        ('a', "allexport", ShellOptions.AllExport),
        ('B', "braceexpand", ShellOptions.BraceExpand),
        ('\0', "emacs", ShellOptions.Emacs),
        ('e', "errexit", ShellOptions.ErrExit),
        ('E', "errtrace", ShellOptions.ErrTrace),
        ('T', "functrace", ShellOptions.FuncTrace),
        ('h', "hashall", ShellOptions.HashAll),
        ('H', "histexpand", ShellOptions.HistoryExpansion),
        ('\0', "history", ShellOptions.History),
        ('\0', "ignoreeof", ShellOptions.IgnoreEof),
        ('\0', "interactive-comments", ShellOptions.Always),
        ('m', "monitor", ShellOptions.Monitor),
        ('C', "noclobber", ShellOptions.NoClobber),
        ('n', "noexec", ShellOptions.NoExec),
        ('f', "noglob", ShellOptions.NoGlob),
        ('\0', "nolog", ShellOptions.NoLog),
        ('b', "notify", ShellOptions.Notify),
        ('u', "nounset", ShellOptions.NoUnset),
        ('t', "onecmd", ShellOptions.OneCommand),
        ('P', "physical", ShellOptions.Physical),
        ('\0', "pipefail", ShellOptions.PipeFail),
        ('\0', "posix", ShellOptions.Posix),
        ('p', "privileged", ShellOptions.Privileged),
        ('v', "verbose", ShellOptions.Verbose),
        ('\0', "vi", ShellOptions.Vi),
        ('x', "xtrace", ShellOptions.XTrace),
    ];

    /// <summary>The option of a letter.</summary>
    public static ShellOptions OfLetter(char letter)
    {
        foreach ((char candidate, string _, ShellOptions option) in s_all)
            if (candidate == letter) return option;
        return ShellOptions.None;
    }

    /// <summary>The option of a name; "-" and "_" in it do not count.</summary>
    public static ShellOptions OfName(string name)
    {
        foreach ((char _, string candidate, ShellOptions option) in s_all)
            if (candidate == name) return option;
        return ShellOptions.None;
    }

    /// <summary>What an option that comes on turns off: there is one set of keys.</summary>
    public static ShellOptions ExcludedBy(ShellOptions option) =>
        ((option & ShellOptions.Vi) != 0 ? ShellOptions.Emacs : ShellOptions.None) | ((option & ShellOptions.Emacs) != 0 ? ShellOptions.Vi : ShellOptions.None);

    /// <summary>What <c>SHELLOPTS</c> stands for.</summary>
    public static string Joined(ShellOptions options) => string.Join(':', s_all.Where(entry => (options & entry.Item3) != 0).Select(entry => entry.Item2));

    /// <summary>What <c>$-</c> stands for.</summary>
    public static string Letters(ShellOptions options)
    {
        Span<char> letters = stackalloc char[32];
        int n = 0;
        foreach ((char letter, string _, ShellOptions option) in s_all)
            if (letter != '\0' && (options & option) != 0) letters[n++] = letter;
        if ((options & ShellOptions.Interactive) != 0) letters[n++] = 'i';
        if ((options & ShellOptions.CommandString) != 0) letters[n++] = 'c';
        if ((options & ShellOptions.StandardInput) != 0) letters[n++] = 's';
        return new string(letters[..n]);
    }
}
