using Drover.Shell.Execution;
using Drover.Shell.Expansions;

namespace Drover.Shell.Histories;

/// <summary>What HISTCONTROL and HISTIGNORE keep out of the history.</summary>
internal static class HistoryFilter
{
    /// <summary>Whether a command is to be remembered.</summary>
    public static bool Admits(ExecutionEnvironment environment, string command, string? former)
    {
        string control = environment.Variables.Get("HISTCONTROL") ?? "";
        foreach (string word in control.Split(':'))
        {
            if (word is "ignorespace" or "ignoreboth" && command.StartsWith(' ')) return false;
            if (word is "ignoredups" or "ignoreboth" && command == former) return false;
        }
        if (environment.Variables.Get("HISTIGNORE") is not { Length: > 0 } ignored) return true;
        foreach (string pattern in ignored.Split(':'))
        {
            if (pattern == "&" && command == former) return false;
            if (pattern.Length > 0 && PatternCompiler.Compile(pattern, environment.PatternStyle).IsMatch(command)) return false;
        }
        return true;
    }

    /// <summary>Whether former commands of the same text are forgotten.</summary>
    public static bool ErasesDuplicates(ExecutionEnvironment environment) =>
        environment.Variables.Get("HISTCONTROL") is { } control && control.Split(':').Contains("erasedups");
}
