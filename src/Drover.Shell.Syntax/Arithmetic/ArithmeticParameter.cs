using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>A simple <c>$name</c> that makes up a whole operand.</summary>
/// <remarks>Only valid while its value is an integer constant; see <see cref="ArithmeticText.Expression"/>.</remarks>
public sealed class ArithmeticParameter : ArithmeticExpression
{
    internal ArithmeticParameter(ParameterPart parameter, bool mayBeNegative) : base(1)
    {
        Parameter = parameter;
        MayBeNegative = mayBeNegative;
    }

    /// <summary>The parameter, which is plain.</summary>
    public ParameterPart Parameter { get; }

    /// <summary>Whether the value may start with a sign: false after <c>+</c> or <c>-</c>, where the text would read <c>--</c>.</summary>
    public bool MayBeNegative { get; }
}
