using System.Text;

namespace Drover.LineEditor.Editing;

/// <summary>The names of the commands: readline's, where readline has them.</summary>
public static class CommandNames
{
    private static readonly (string Name, EditCommand Command)[] s_others = [("clear-display", EditCommand.ClearScreen), ("insert-last-argument", EditCommand.YankLastArg)];

    private static readonly string[] s_names = Make();

    /// <summary>All names, sorted.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>The command of a name.</summary>
    public static EditCommand? Find(string name)
    {
        foreach ((string other, EditCommand command) in s_others)
            if (other == name) return command;
        for (EditCommand command = 0; command <= EditCommand.YankPop; command++)
            if (IsNamed(command) && Of(command) == name) return command;
        return null;
    }

    /// <summary>The name of a command.</summary>
    /// <remarks>To end the input is what readline's delete-char does on an empty line.</remarks>
    public static string Of(EditCommand command) => Hyphenate((command == EditCommand.DeleteCharOrEnd ? EditCommand.DeleteChar : command).ToString());

    private static bool IsNamed(EditCommand command) => command is not (EditCommand.None or EditCommand.DeleteCharOrEnd);

    private static string[] Make()
    {
        var names = new List<string>();
        for (EditCommand command = 0; command <= EditCommand.YankPop; command++)
            if (IsNamed(command)) names.Add(Of(command));
        foreach ((string name, EditCommand _) in s_others) names.Add(name);
        names.Sort(StringComparer.Ordinal);
        return [.. names];
    }

    private static string Hyphenate(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
