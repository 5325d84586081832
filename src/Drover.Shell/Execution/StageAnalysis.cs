using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Execution;

/// <summary>Says whether the words of a pipeline's stage can be expanded in the parent: they change nothing and can't fail.</summary>
internal static class StageAnalysis
{
    public static bool IsTraceless(SimpleCommand command)
    {
        foreach (Word word in command.Words)
            if (!IsTraceless(word)) return false;
        return true;
    }

    private static bool IsTraceless(Word word)
    {
        foreach (WordPart part in word.Parts)
            if (!IsTraceless(part)) return false;
        return true;
    }

    private static bool IsTraceless(WordPart part)
    {
        switch (part)
        {
            case LiteralPart or QuotedPart or TildePart:
                return true;
            case DoubleQuotedPart outer:
                foreach (WordPart inner in outer.Parts)
                    if (!IsTraceless(inner)) return false;
                return true;
            case ParameterPart parameter:
                return parameter.IsPlain && parameter.Name.Length > 0;
            default:
                return false;
        }
    }
}
