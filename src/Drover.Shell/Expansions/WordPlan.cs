using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Expansions;

/// <summary>What was found out about a word; kept with it.</summary>
internal sealed class WordPlan
{
    private WordPlan(Word word)
    {
        Text = word.ConstantText();
        IsStatic = Text is not null;
        if (Text is not null)
        {
            bool isPattern = false;
            foreach (WordPart part in word.Parts)
                isPattern |= part is LiteralPart literal && PatternCompiler.HasSpecial(word.Parts.Length == 1 ? literal.Text : literal.Text + "]");
            bool isNothing = word.Parts.IsEmpty;
            if (!isPattern && !isNothing && !word.MayHaveBraces) Kind = WordKind.Constant;
        }
        else if (word.Parts is [ParameterPart { IsPlain: true } plain])
        {
            Kind = WordKind.Parameter;
            Parameter = plain;
        }
        else if (word.Parts is [DoubleQuotedPart { Parts: [ParameterPart { IsPlain: true } quoted] }])
        {
            Kind = WordKind.QuotedParameter;
            Parameter = quoted;
        }
    }

    /// <summary>The short way, if there is one.</summary>
    public WordKind Kind { get; }

    /// <summary>The text of a word without expansions.</summary>
    public string? Text { get; }

    /// <summary>Whether it has no expansions, so that what was made of it stays true.</summary>
    public bool IsStatic { get; }

    /// <summary>The only part of a word that is one plain parameter.</summary>
    public ParameterPart? Parameter { get; }

    /// <summary>The pattern of a static word.</summary>
    public Pattern? Pattern { get; set; }

    /// <summary>How <see cref="Pattern"/> was compiled.</summary>
    public PatternStyles PatternStyle { get; set; }

    /// <summary>What <see cref="BraceWords"/> found: the words, or any other object when there is nothing to expand.</summary>
    public object? Braces { get; set; }

    /// <summary>The plan of a word, made at first sight.</summary>
    public static WordPlan Of(Word word)
    {
        if (word.Annotation is WordPlan plan) return plan;
        plan = new WordPlan(word);
        word.Annotation = plan;
        return plan;
    }
}
