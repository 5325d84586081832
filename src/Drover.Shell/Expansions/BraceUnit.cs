using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Expansions;

/// <summary>What brace expansion looks at: an unquoted char of a literal part, or, with a NUL as char, a whole part of another kind.</summary>
internal readonly record struct BraceUnit(char Char, WordPart Part);
