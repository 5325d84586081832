using System.CommandLine;

namespace Drover.Cli.Arguments;

/// <summary>Finds where our options end and the command of a run begins: at "--" or at the first word that is no option, as with env(1) and nice(1).</summary>
internal static class CommandSplit
{
    /// <summary>How many of the words are ours, without a "--", and how many come before the command.</summary>
    public static (int Options, int BeforeCommand) Find(ReadOnlySpan<string> words, IEnumerable<Option> options)
    {
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (word == "--") return (i, i + 1);
            if (word.Length < 2 || word[0] != '-') return (i, i);
            // "--name=x" holds its value; of "--name x" the next word is the value.
            if (TakesNextWord(word, options)) i++;
        }
        return (words.Length, words.Length);
    }

    private static bool TakesNextWord(string word, IEnumerable<Option> options)
    {
        foreach (Option option in options)
            if (option.Name == word || option.Aliases.Contains(word)) return option.Arity.MaximumNumberOfValues > 0;
        return false;
    }
}
