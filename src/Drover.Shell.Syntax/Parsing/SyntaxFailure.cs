using Drover.Shell.Syntax.Diagnostics;

namespace Drover.Shell.Syntax.Parsing;

/// <summary>Carries a diagnostic from the depth of a parse to its start; never seen outside.</summary>
internal sealed class SyntaxFailure(Diagnostic diagnostic, OpenConstruct open) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;

    /// <summary>What wants more text; <see cref="OpenConstruct.None"/> when more text would not mend it.</summary>
    public OpenConstruct Open { get; } = open;
}
