namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>a == b</c>, <c>a -lt b</c> and the like.</summary>
public sealed class ConditionalBinary : ConditionalExpression
{
    internal ConditionalBinary(Word left, string operation, Word right)
    {
        Left = left;
        Operator = operation;
        Right = right;
    }

    /// <summary>The left operand.</summary>
    public Word Left { get; }

    /// <summary><c>= == != =~ &lt; &gt; -eq -ne -lt -le -gt -ge -nt -ot -ef</c>.</summary>
    public string Operator { get; }

    /// <summary>The right operand: a pattern for <c>= == !=</c>, an extended regular expression for <c>=~</c>, where quoted parts stand for themselves.</summary>
    public Word Right { get; }
}
