// Scheme
//   Most words are constant or one plain parameter: what a word is, is found out once and kept with it. All others are appended part by part to a buffer of flagged
//   chars, which is then split into fields, matched against pathnames and freed of its marks.

using Drover.Shell.Execution;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Expansions;

/// <summary>Expands words (POSIX 2.6).</summary>
internal sealed partial class WordExpander
{
    private readonly Interpreter _shell;
    private readonly FieldSplitter _splitter = new();
    private readonly Stack<ExpansionBuffer> _free = new();
    private bool _splitting;
    private bool _sawEmptyAt;

    /// <summary>Cuts into fields by IFS.</summary>
    public FieldSplitter Splitter => _splitter;

    public WordExpander(Interpreter shell) => _shell = shell;

    private ExecutionEnvironment Environment => _shell.Environment;

    /// <summary>Expands a word to fields: splitting and pathname expansion included.</summary>
    public void ExpandFields(Word word, List<string> fields)
    {
        WordPlan plan = WordPlan.Of(word);
        switch (plan.Kind)
        {
            case WordKind.Constant:
                fields.Add(plan.Text!);
                return;
            case WordKind.Parameter when TryPlainValue(plan.Parameter!, out string? value):
                if (value!.Length == 0) return;
                if (_splitter.IsOneField(value, Environment) && (!PatternCompiler.HasSpecial(value) || Environment.Has(ShellOptions.NoGlob)))
                {
                    fields.Add(value);
                    return;
                }
                break;
            case WordKind.QuotedParameter when TryPlainValue(plan.Parameter!, out string? value):
                fields.Add(value!);
                return;
        }
        if (word.MayHaveBraces && Environment.Has(ShellOptions.BraceExpand) && !Environment.Has(ShellOptions.Posix) && BraceWords.TryExpand(word) is { } words)
        {
            foreach (Word each in words)
            {
                Attention.Step(4);
                ExpandFields(each, fields);
            }
            return;
        }
        ExpandGeneral(word, fields);
    }

    /// <summary>Expands a word to one text: no splitting, no pathname expansion.</summary>
    public string ExpandText(Word word)
    {
        WordPlan plan = WordPlan.Of(word);
        if (plan.Kind == WordKind.Constant || plan.Text is not null) return plan.Text!;
        if (plan.Parameter is not null && TryPlainValue(plan.Parameter, out string? value)) return value!;
        ExpansionBuffer buffer = Rent();
        bool splitting = _splitting;
        _splitting = false;
        try
        {
            foreach (WordPart part in word.Parts) Append(part, buffer, quoted: false, inOperand: false);
            return buffer.TextFrom(0);
        }
        finally
        {
            _splitting = splitting;
            Return(buffer);
        }
    }

    /// <summary>Expands a word to one text and what is known of each of its chars.</summary>
    public (string Text, byte[] Flags) ExpandFlagged(Word word)
    {
        ExpansionBuffer buffer = Rent();
        bool splitting = _splitting;
        _splitting = false;
        try
        {
            foreach (WordPart part in word.Parts) Append(part, buffer, quoted: false, inOperand: false);
            return (new string(buffer.Chars), buffer.Flags.ToArray());
        }
        finally
        {
            _splitting = splitting;
            Return(buffer);
        }
    }

    /// <summary>Expands a word to one text, cut at each unquoted <paramref name="separator"/> that no backslash precedes.</summary>
    public string[] ExpandPieces(Word word, char separator)
    {
        ExpansionBuffer buffer = Rent();
        bool splitting = _splitting;
        _splitting = false;
        try
        {
            foreach (WordPart part in word.Parts) Append(part, buffer, quoted: false, inOperand: false);
            var pieces = new List<string>();
            var piece = new System.Text.StringBuilder();
            ReadOnlySpan<char> chars = buffer.Chars;
            for (int i = 0; i < chars.Length; i++)
            {
                bool isPlain = (buffer.Flags[i] & ExpansionBuffer.Quoted) == 0;
                if (isPlain && chars[i] == '\\' && i + 1 < chars.Length && chars[i + 1] == separator) piece.Append(chars[++i]);
                else if (isPlain && chars[i] == separator)
                {
                    pieces.Add(piece.ToString());
                    piece.Clear();
                }
                else if (chars[i] != ExpansionBuffer.Mark) piece.Append(chars[i]);
            }
            pieces.Add(piece.ToString());
            return [.. pieces];
        }
        finally
        {
            _splitting = splitting;
            Return(buffer);
        }
    }

    /// <summary>Expands one part of a word to text.</summary>
    public string ExpandPart(WordPart part)
    {
        ExpansionBuffer buffer = Rent();
        bool splitting = _splitting;
        _splitting = false;
        try
        {
            Append(part, buffer, quoted: false, inOperand: false);
            return buffer.TextFrom(0);
        }
        finally
        {
            _splitting = splitting;
            Return(buffer);
        }
    }

    /// <summary>Expands a word to a pattern in which quoted chars stand for themselves.</summary>
    public Pattern ExpandPattern(Word word)
    {
        return ExpandPattern(word, Environment.PatternStyle | (Environment.Has(ShellOptions.NoCaseMatch) ? PatternStyles.IgnoresCase : PatternStyles.None));
    }

    /// <summary>Expands a word to a pattern of a given style.</summary>
    public Pattern ExpandPattern(Word word, PatternStyles style)
    {
        WordPlan plan = WordPlan.Of(word);
        if (plan.Pattern is not null && plan.PatternStyle == style) return plan.Pattern;
        ExpansionBuffer buffer = Rent();
        bool splitting = _splitting;
        _splitting = false;
        try
        {
            foreach (WordPart part in word.Parts) Append(part, buffer, quoted: false, inOperand: false);
            Pattern pattern = PatternCompiler.Compile(buffer.Chars, buffer.Flags, style);
            if (plan.IsStatic)
            {
                plan.Pattern = pattern;
                plan.PatternStyle = style;
            }
            return pattern;
        }
        finally
        {
            _splitting = splitting;
            Return(buffer);
        }
    }

    /// <summary>The value of a parameter, quoted or alone; false when it needs more than looking up: <c>@</c>, <c>*</c>, or unset with <c>set -u</c>.</summary>
    private bool TryPlainValue(ParameterPart part, out string? value)
    {
        string name = part.Name;
        value = null;
        if (name.Length == 1 && name[0] is '@' or '*') return false;
        value = Value(name);
        if (value is null)
        {
            if (IsListReference(name, out _, out _)) return false;
            if (Environment.Has(ShellOptions.NoUnset)) throw Unset(name);
            value = "";
        }
        return true;
    }

    /// <summary>The value of a parameter that is not <c>@</c> or <c>*</c>, or null.</summary>
    public string? Value(string name)
    {
        char first = name[0];
        if (first is '_' or >= 'a' and <= 'z' or >= 'A' and <= 'Z')
        {
            Variable? variable = Environment.Variables.Find(name);
            if (variable is null) return null;
            if ((variable.Attributes & (VariableAttributes.Dynamic | VariableAttributes.Reference)) == 0) return variable.Value;
            if ((variable.Attributes & VariableAttributes.Reference) != 0) return variable.Value is { Length: > 0 } && !IsListReference(name, out _, out _) ? NamedValue(Environment.Variables.Resolve(name)) : null;
            return _shell.DynamicValue(name);
        }
        if (first is >= '0' and <= '9') return Positional(name);
        return first switch
        {
            '#' => ShellText.Of(Environment.Positional.Length),
            '?' => ShellText.Of(Environment.LastStatus),
            '$' => ShellText.Of(Environment.ShellPid),
            '!' => Environment.LastBackgroundPid == 0 ? null : ShellText.Of(Environment.LastBackgroundPid),
            '-' => Environment.OptionLetters,
            _ => null,
        };
    }

    private string? Positional(string name)
    {
        if (name == "0") return Environment.ScriptName;
        if (!int.TryParse(name, out int number)) return null;
        if (number == 0) return Environment.ScriptName;
        return number <= Environment.Positional.Length ? Environment.Positional[number - 1] : null;
    }

    private void ExpandGeneral(Word word, List<string> fields)
    {
        ExpansionBuffer buffer = Rent();
        bool splitting = _splitting;
        _splitting = true;
        try
        {
            foreach (WordPart part in word.Parts) Append(part, buffer, quoted: false, inOperand: false);
            _splitter.Split(buffer, Environment, this, fields);
        }
        finally
        {
            _splitting = splitting;
            Return(buffer);
        }
    }

    /// <summary>A field after splitting: matched against pathnames if it is a pattern, else freed of its marks.</summary>
    public void AddField(ReadOnlySpan<char> chars, ReadOnlySpan<byte> flags, List<string> fields)
    {
        if (PatternCompiler.HasSpecial(chars, flags) && !Environment.Has(ShellOptions.NoGlob))
        {
            if (PathnameExpander.TryExpand(chars, flags, Environment, fields) || Environment.Has(ShellOptions.NullGlob)) return;
            if (Environment.Has(ShellOptions.FailGlob)) throw new ShellErrorException($"no match: {ExpansionBuffer.WithoutMarks(chars)}") { EndsCommandOnly = true };
        }
        fields.Add(ExpansionBuffer.WithoutMarks(chars));
    }

    private void Append(WordPart part, ExpansionBuffer buffer, bool quoted, bool inOperand)
    {
        switch (part)
        {
            case LiteralPart literal:
                buffer.Append(literal.Text, quoted ? ExpansionBuffer.Quoted : inOperand ? ExpansionBuffer.Splittable : (byte)0);
                break;
            case QuotedPart text:
                if (text.Text.Length == 0) buffer.AppendQuoteMark();
                else buffer.Append(text.Text, ExpansionBuffer.Quoted);
                break;
            case DoubleQuotedPart outer:
                AppendDoubleQuoted(outer, buffer, inOperand);
                break;
            case ParameterPart parameter:
                AppendParameter(parameter, buffer, quoted);
                break;
            case CommandSubstitutionPart substitution:
                AppendValue(_shell.Substitute(substitution), buffer, quoted);
                break;
            case ArithmeticPart arithmetic:
                AppendValue(ShellText.Of(_shell.Arithmetic.Evaluate(arithmetic.Expression)), buffer, quoted);
                break;
            case TildePart tilde:
                buffer.Append(TildeExpander.Expand(tilde.Name, Environment), ExpansionBuffer.Quoted);
                break;
            case ProcessSubstitutionPart process:
                buffer.Append(_shell.SubstituteProcess(process), ExpansionBuffer.Quoted);
                break;
            case InvalidExpansionPart invalid:
                throw new ShellErrorException($"{invalid.Text}: bad substitution");
            default:
                throw new InvalidOperationException($"Unknown part {part.GetType().Name}.");
        }
    }

    private void AppendDoubleQuoted(DoubleQuotedPart outer, ExpansionBuffer buffer, bool inOperand)
    {
        int before = buffer.Length;
        bool saw = _sawEmptyAt;
        _sawEmptyAt = false;
        foreach (WordPart part in outer.Parts) Append(part, buffer, quoted: true, inOperand);
        // "$@" without parameters is no field at all, "" is an empty one.
        if (buffer.Length == before && !_sawEmptyAt) buffer.AppendQuoteMark();
        _sawEmptyAt = saw;
    }

    private static void AppendValue(string value, ExpansionBuffer buffer, bool quoted) =>
        buffer.Append(value, quoted ? ExpansionBuffer.Quoted : ExpansionBuffer.Splittable);

    private static ShellErrorException Unset(string name) => new($"{name}: parameter not set") { EndsShell = true };

    // declare -n name='array[@]'
    private bool IsListReference(string name, out string array, out char all)
    {
        (array, all) = ("", '\0');
        if (!Environment.Variables.IsReference(name) || !ElementName.TrySplit(Environment.Variables.Resolve(name), out array, out string subscript) || subscript is not ("@" or "*")) return false;
        all = subscript[0];
        return true;
    }

    private ExpansionBuffer Rent()
    {
        if (!_free.TryPop(out ExpansionBuffer? buffer)) return new ExpansionBuffer();
        buffer.Length = 0;
        return buffer;
    }

    private void Return(ExpansionBuffer buffer) => _free.Push(buffer);
}
