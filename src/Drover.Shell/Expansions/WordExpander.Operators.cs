using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Expansions;

/// <summary>What the operators of a parameter expansion make of one value.</summary>
internal sealed partial class WordExpander
{
    private string Modify(ParameterPart part, string value)
    {
        switch (part.Operator)
        {
            case ParameterOperator.RemoveShortestPrefix or ParameterOperator.RemoveLongestPrefix:
                int end = PatternOf(part.Operand).MatchPrefix(value, part.Operator == ParameterOperator.RemoveLongestPrefix);
                return end <= 0 ? value : value[end..];
            case ParameterOperator.RemoveShortestSuffix or ParameterOperator.RemoveLongestSuffix:
                int start = PatternOf(part.Operand).MatchSuffix(value, part.Operator == ParameterOperator.RemoveLongestSuffix);
                return start < 0 ? value : value[..start];
            case ParameterOperator.ReplaceFirst or ParameterOperator.ReplaceAll or ParameterOperator.ReplacePrefix or ParameterOperator.ReplaceSuffix:
                return Replace(part, value);
            case ParameterOperator.Substring:
                return Substring(part, value);
            case ParameterOperator.UpperFirst or ParameterOperator.UpperAll or ParameterOperator.LowerFirst or ParameterOperator.LowerAll
                or ParameterOperator.SwapFirst or ParameterOperator.SwapAll:
                return ChangeCase(part, value);
            case ParameterOperator.Transform:
                return Transform(part, value);
            default:
                return value;
        }
    }

    private Pattern PatternOf(Word? operand) => operand is null ? PatternCompiler.Compile("", Environment.PatternStyle) : ExpandPattern(operand);

    private string Replace(ParameterPart part, string value)
    {
        Pattern pattern = PatternOf(part.Operand);
        var replacement = ReplacementText.Of(part.Replacement, this);
        if (part.Operator == ParameterOperator.ReplacePrefix)
        {
            int end = pattern.MatchPrefix(value, longest: true);
            return end < 0 ? value : replacement.For(value.AsSpan(0, end)) + value[end..];
        }
        if (part.Operator == ParameterOperator.ReplaceSuffix)
        {
            int start = pattern.MatchSuffix(value, longest: true);
            return start < 0 ? value : value[..start] + replacement.For(value.AsSpan(start));
        }
        var result = new System.Text.StringBuilder();
        int at = 0;
        while (pattern.FindLongest(value, at, out int found, out int length))
        {
            result.Append(value, at, found - at).Append(replacement.For(value.AsSpan(found, length)));
            at = found + length;
            if (part.Operator == ParameterOperator.ReplaceFirst) break;
        }
        return at == 0 && result.Length == 0 ? value : result.Append(value, at, value.Length - at).ToString();
    }

    private string Substring(ParameterPart part, string value)
    {
        long length = CharacterLength(value);
        long offset = _shell.Arithmetic.Evaluate(part.Offset!);
        if (offset < 0) offset += length;
        if (offset < 0 || offset > length) return "";
        long end = length;
        if (part.Length is not null)
        {
            long count = _shell.Arithmetic.Evaluate(part.Length);
            end = count < 0 ? length + count : Math.Min(length, offset + count);
            if (end < offset) throw new ShellErrorException($"{part.Name}: {count}: substring expression < 0");
        }
        return value[CharIndex(value, offset)..CharIndex(value, end)];
    }

    private int CharIndex(string value, long character)
    {
        if (!Environment.IsUtf8) return (int)character;
        int at = 0;
        while (character-- > 0) at += PatternElement.CharLength(value.AsSpan(at), true);
        return at;
    }

    private IReadOnlyList<string> SubList(ParameterPart part, IReadOnlyList<string> list)
    {
        long offset = _shell.Arithmetic.Evaluate(part.Offset!);
        // Of an indexed array these are indices, not positions among the elements that it has.
        ShellArray? sparse = part.Name is "@" or "*" ? null : Find(part.Name)?.Array is { IsAssociative: false } indexed ? indexed : null;
        // Offset 0 of "$@" is $0.
        List<string> all = part.Name is "@" or "*" ? [Environment.ScriptName, .. list] : [.. list];
        long end = sparse?.End ?? all.Count;
        if (offset < 0) offset += end;
        if (offset < 0 || offset > end) return [];
        long count = part.Length is null ? end : _shell.Arithmetic.Evaluate(part.Length);
        if (count < 0) throw new ShellErrorException($"{part.Name}: {count}: substring expression < 0");
        int first = sparse?.CountBefore(offset) ?? (int)offset;
        return all.GetRange(first, (int)Math.Min(count, all.Count - first));
    }

    private string ChangeCase(ParameterPart part, string value)
    {
        Pattern? pattern = part.Operand is null || part.Operand.Parts.IsEmpty ? null : ExpandPattern(part.Operand);
        bool all = part.Operator is ParameterOperator.UpperAll or ParameterOperator.LowerAll or ParameterOperator.SwapAll;
        LetterCase wish = part.Operator switch
        {
            ParameterOperator.UpperAll or ParameterOperator.UpperFirst => LetterCase.Upper,
            ParameterOperator.LowerAll or ParameterOperator.LowerFirst => LetterCase.Lower,
            _ => LetterCase.Other,
        };
        return CaseMapping.Map(value, Environment.IsUtf8, all, (at, length) => pattern?.IsMatch(value.AsSpan(at, length)) != false ? wish : LetterCase.Same);
    }

    private string Transform(ParameterPart part, string value) => ExpandText(part.Operand!) switch
    {
        "Q" or "K" or "k" => TextQuoting.Quote(value),
        "P" => Prompts.PromptText.Visible(Prompts.PromptText.Expand(_shell, value)),
        "A" => VariableText.Declaration(part.Name, Find(part.Name), value),
        "a" => VariableText.Letters(Find(part.Name)),
        "U" => CaseMapping.ToUpper(value, Environment.IsUtf8),
        "L" => CaseMapping.ToLower(value, Environment.IsUtf8),
        "u" => CaseMapping.Capitalize(value, Environment.IsUtf8),
        "E" => Builtins.EscapeDecoder.Decode(value),
        var letters => throw new ShellErrorException($"{part.Name}@{letters}: bad substitution"),
    };
}
