using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>shopt</c>: Sets or shows the options that are not those of <c>set</c>.</summary>
internal sealed class ShoptBuiltin : Builtin
{
    private static readonly (string Name, ShellOptions Option)[] s_options =
    [
        ("autocd", ShellOptions.AutoCd), ("cdable_vars", ShellOptions.CdableVariables), ("cdspell", ShellOptions.ChangeDirectorySpelling), ("checkhash", ShellOptions.ChecksHash),
        ("checkjobs", ShellOptions.ChecksJobs), ("checkwinsize", ShellOptions.CheckWindowSize), ("cmdhist", ShellOptions.MultiLineHistory), ("complete_fullquote", ShellOptions.Always),
        ("direxpand", ShellOptions.ExpandsDirectories), ("dirspell", ShellOptions.CompletionSpelling), ("dotglob", ShellOptions.DotGlob), ("expand_aliases", ShellOptions.ExpandAliases),
        ("extglob", ShellOptions.ExtGlob), ("extquote", ShellOptions.Always), ("failglob", ShellOptions.FailGlob), ("force_fignore", ShellOptions.Always), ("globstar", ShellOptions.GlobStar),
        ("histappend", ShellOptions.AppendHistory), ("histreedit", ShellOptions.EditsHistory), ("histverify", ShellOptions.VerifiesHistory), ("hostcomplete", ShellOptions.CompletesHosts),
        ("huponexit", ShellOptions.HangUpOnExit), ("inherit_errexit", ShellOptions.InheritErrExit), ("interactive_comments", ShellOptions.Always), ("lastpipe", ShellOptions.LastPipe),
        ("lithist", ShellOptions.Always), ("localvar_inherit", ShellOptions.LocalInherit), ("login_shell", ShellOptions.Login), ("mailwarn", ShellOptions.WarnsOfMail),
        ("no_empty_cmd_completion", ShellOptions.CompletesNothing), ("nocaseglob", ShellOptions.NoCaseGlob), ("nocasematch", ShellOptions.NoCaseMatch), ("nullglob", ShellOptions.NullGlob),
        ("progcomp", ShellOptions.Always), ("progcomp_alias", ShellOptions.CompletesAliases), ("promptvars", ShellOptions.Always), ("shift_verbose", ShellOptions.ShiftVerbose),
        ("sourcepath", ShellOptions.SourcePath), ("xpg_echo", ShellOptions.EchoEscapes),
    ];

    /// <summary>What can't be changed: the only value that the option has here.</summary>
    private static readonly ShellOptions s_fixed = ShellOptions.Login | ShellOptions.Always | ShellOptions.CheckWindowSize | ShellOptions.AppendHistory | ShellOptions.MultiLineHistory;

    /// <summary>The option of a name; none if there is no such name.</summary>
    public static ShellOptions OfName(string name) => Find(name, ofSet: false);

    /// <summary>Whether an option has a value that can't be changed, and this is not it.</summary>
    public static bool IsRefused(ShellOptions option, bool on) => (option & s_fixed) != 0 && option != ShellOptions.Login && !on;

    /// <summary>The names of the options.</summary>
    public static IEnumerable<string> Names => s_options.Select(option => option.Name);

    public override string Name => "shopt";

    public override string Usage => "[-pqsu] [-o] [option...]";

    public override string Summary => "Sets or shows the options that are not those of set.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool sets = false, unsets = false, quiet = false, reusable = false, ofSet = false;
        var options = new OptionScan(fields, "supqo");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 's': sets = true; break;
                case 'u': unsets = true; break;
                case 'p': reusable = true; break;
                case 'q': quiet = true; break;
                case 'o': ofSet = true; break;
                default: return Misuse(shell, options.Describe(option));
            }
        }
        if (sets && unsets) return Misuse(shell, "-s and -u exclude each other");
        if (options.Index == fields.Count)
        {
            foreach ((string name, ShellOptions option) in All(ofSet))
            {
                bool on = shell.Environment.Has(option);
                if ((!sets && !unsets) || on == sets) Show(shell, name, on, ofSet, reusable);
            }
            return 0;
        }
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++)
        {
            ShellOptions option = Find(fields[i], ofSet);
            if (option == ShellOptions.None)
            {
                status = Failed(shell, $"{fields[i]}: no such option here (shopt without operands lists those that there are)");
                continue;
            }
            bool on = shell.Environment.Has(option);
            if (sets || unsets)
            {
                if (on != sets && (option & s_fixed) != 0) status = Failed(shell, $"{fields[i]}: is always {(on ? "on" : "off")}");
                else SetBuiltin.Apply(shell, sets ? option : ShellOptions.None, sets ? ShellOptions.None : option);
                continue;
            }
            if (!on) status = 1;
            if (!quiet) Show(shell, fields[i], on, ofSet, reusable);
        }
        return status;
    }

    /// <summary>What <c>BASHOPTS</c> stands for.</summary>
    public static string Joined(ShellOptions options) => string.Join(':', s_options.Where(entry => (options & entry.Option) != 0).Select(entry => entry.Name));

    private static IEnumerable<(string Name, ShellOptions Option)> All(bool ofSet)
    {
        if (!ofSet) return s_options;
        var list = new List<(string, ShellOptions)>();
        foreach ((char _, string name, ShellOptions option) in OptionNames.All) list.Add((name, option));
        return list;
    }

    private static ShellOptions Find(string name, bool ofSet)
    {
        if (ofSet) return OptionNames.OfName(name);
        foreach ((string each, ShellOptions option) in s_options)
            if (each == name) return option;
        return ShellOptions.None;
    }

    private static void Show(Interpreter shell, string name, bool on, bool ofSet, bool reusable)
    {
        if (reusable) shell.Output.WriteLine(ofSet ? $"set {(on ? '-' : '+')}o {name}" : $"shopt -{(on ? 's' : 'u')} {name}");
        else shell.Output.WriteLine($"{name,-15}\t{(on ? "on" : "off")}");
    }
}
