// Constraints
//   What stands in the environment may come from anybody: it is taken for the definition of that one function, or not at all. Nothing of it is executed.
// Scheme
//   As in bash: an entry BASH_FUNC_name%% whose value is "() { ... }".

using Drover.Shell.Execution;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Variables;

/// <summary>Functions in the environment of commands (<c>export -f</c>).</summary>
internal static class ExportedFunctions
{
    private const string Prefix = "BASH_FUNC_", Suffix = "%%";

    /// <summary>The entry for a function.</summary>
    public static string Write(ShellFunction function) => $"{Prefix}{function.Name}{Suffix}=() {function.Body.Text}";

    /// <summary>Defines the function that an entry holds, if it holds one.</summary>
    public static void TryRead(string entry, ExecutionEnvironment environment)
    {
        if (!entry.StartsWith(Prefix, StringComparison.Ordinal)) return;
        int equals = entry.IndexOf(Suffix + "=() {", Prefix.Length, StringComparison.Ordinal);
        if (equals <= Prefix.Length) return;
        string name = entry[Prefix.Length..equals];
        if (!ShellText.IsName(name)) return;
        ParseResult parsed = ShellParser.Parse($"{name} {entry[(equals + Suffix.Length + 1)..]}");
        if (parsed.List is not { Items: [{ IsAsync: false, Rest: [], First: { Commands: [FunctionDefinition definition], IsNegated: false } }] } || definition.Name != name) return;
        environment.Functions.Set(name, new ShellFunction(name, definition.Body) { Source = "environment" });
        environment.Variables.ExportFunction(name, Write(new ShellFunction(name, definition.Body)));
    }
}
