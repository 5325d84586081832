using System.Text;

namespace Drover.Shell.Completions;

/// <summary>How the arguments of a command are completed: what <c>complete</c> was told.</summary>
internal sealed record CompletionSpec
{
    /// <summary>Letters and names of actions; NUL for those without a letter.</summary>
    public static readonly (char Letter, string Name)[] KnownActions =
    [
        ('a', "alias"), ('\0', "arrayvar"), ('b', "builtin"), ('c', "command"), ('d', "directory"), ('\0', "disabled"), ('\0', "enabled"), ('e', "export"), ('f', "file"), ('\0', "function"),
        ('g', "group"), ('\0', "helptopic"), ('\0', "hostname"), ('j', "job"), ('k', "keyword"), ('\0', "running"), ('s', "service"), ('\0', "setopt"), ('\0', "shopt"), ('\0', "signal"),
        ('\0', "stopped"), ('u', "user"), ('v', "variable"),
    ];

    /// <summary>The names of the options.</summary>
    public static readonly (string Name, CompletionOptions Option)[] KnownOptions =
    [
        ("bashdefault", CompletionOptions.BashDefault), ("default", CompletionOptions.Default), ("dirnames", CompletionOptions.DirectoryNames), ("filenames", CompletionOptions.FileNames),
        ("noquote", CompletionOptions.NoQuote), ("nosort", CompletionOptions.NoSort), ("nospace", CompletionOptions.NoSpace), ("plusdirs", CompletionOptions.PlusDirectories),
    ];

    public List<string> Actions { get; init; } = [];

    public CompletionOptions Options { get; set; }

    public string? Words { get; set; }

    public string? Function { get; set; }

    public string? Command { get; set; }

    public string? Glob { get; set; }

    public string? Filter { get; set; }

    public string Prefix { get; set; } = "";

    public string Suffix { get; set; } = "";

    /// <summary>As options of <c>complete</c>, to be read again.</summary>
    public string Describe()
    {
        var text = new StringBuilder("complete");
        foreach ((string name, CompletionOptions option) in KnownOptions)
            if ((Options & option) != 0) text.Append(" -o ").Append(name);
        foreach (string action in Actions)
        {
            char letter = Array.Find(KnownActions, known => known.Name == action).Letter;
            text.Append(letter == '\0' ? " -A " + action : " -" + letter);
        }
        Add('W', Words);
        Add('F', Function);
        Add('C', Command);
        Add('G', Glob);
        Add('X', Filter);
        Add('P', Prefix.Length > 0 ? Prefix : null);
        Add('S', Suffix.Length > 0 ? Suffix : null);
        return text.ToString();

        void Add(char letter, string? value)
        {
            if (value is not null) text.Append(" -").Append(letter).Append(' ').Append(letter == 'F' ? value : ShellText.AlwaysQuote(value));
        }
    }
}
