using System.CommandLine;

namespace Drover.Cli.Arguments;

/// <summary>Makes options. All values are text: what they mean is read where the error message can say it well.</summary>
internal static class OptionOf
{
    /// <summary>An option with a value.</summary>
    public static Option<string> Text(string name, string value, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = value, Description = description, Arity = ArgumentArity.ExactlyOne };

    /// <summary>An option with a value that may be given several times.</summary>
    public static Option<string[]> List(string name, string value, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = value, Description = description, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>The option with which a verb prints JSON.</summary>
    public static Option<bool> Json() => Flag("--json", "Print JSON, for programs.");

    /// <summary>Any number of runs, at least one.</summary>
    public static Argument<string[]> Runs(bool optional = false) => new("RUN")
    {
        Arity = optional ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
        Description = "A run's name, its id, or a prefix that only one has.",
    };

    /// <summary>One run.</summary>
    public static Argument<string> Run() => new("RUN") { Arity = ArgumentArity.ExactlyOne, Description = "The run's name, its id, or a prefix that only one has." };
}
