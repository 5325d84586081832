using Drover.Shell.Syntax.Arithmetic;
using Drover.Shell.Syntax.Tests.Nodes;

namespace Drover.Shell.Syntax.Tests.Arithmetic;

public sealed class ArithmeticParserTests
{
    /// <summary>Binary operators from the loosest to the tightest; those of one string bind equally.</summary>
    private static readonly string[] Levels = [",", "||", "&&", "|", "^", "&", "== !=", "< <= > >=", "<< >>", "+ -", "* / %", "**"];

    [Fact]
    public void Tighter_operator_is_taken_first()
    {
        for (int i = 0; i < Levels.Length; i++)
        {
            for (int j = i + 1; j < Levels.Length; j++)
            {
                foreach (string loose in Levels[i].Split(' '))
                {
                    foreach (string tight in Levels[j].Split(' '))
                    {
                        Tree($"a {loose} b {tight} c").ShouldBe($"({Name(loose)} a ({Name(tight)} b c))");
                        Tree($"a {tight} b {loose} c").ShouldBe($"({Name(loose)} ({Name(tight)} a b) c)");
                    }
                }
            }
        }
    }

    [Fact]
    public void Equal_operators_are_taken_from_the_left_but_for_powers()
    {
        foreach (string level in Levels.SkipLast(1))
        {
            foreach (string first in level.Split(' '))
                foreach (string second in level.Split(' ')) Tree($"a {first} b {second} c").ShouldBe($"({Name(second)} ({Name(first)} a b) c)");
        }
        Tree("a ** b ** c").ShouldBe("(Power a (Power b c))");
    }

    [Theory]
    [InlineData("-a ** b", "(Power (Minus a) b)")]
    [InlineData("! a == b", "(Equal (Not a) b)")]
    [InlineData("~a + -b - +c", "(Subtract (Add (Complement a) (Minus b)) (Plus c))")]
    [InlineData("!!~-a", "(Not (Not (Complement (Minus a))))")]
    [InlineData("++a + b++", "(Add (PreIncrement a) (PostIncrement b))")]
    [InlineData("--a - b--", "(Subtract (PreDecrement a) (PostDecrement b))")]
    [InlineData("- - 1", "(Minus (Minus 1))")]
    [InlineData("--1", "(Minus (Minus 1))")]
    [InlineData("1 + + 2", "(Add 1 (Plus 2))")]
    [InlineData("a+++b", "(Add (PostIncrement a) b)")]
    [InlineData("(a)", "(Plus a)")]
    [InlineData("((1 + 2)) * 3", "(Multiply (Add 1 2) 3)")]
    [InlineData("a[1 + i] + a[b[2]]", "(Add a[1 + i] a[b[2]])")]
    public void Unary_operator_and_primary_are_read(string text, string tree) => Tree(text).ShouldBe(tree);

    [Theory]
    [InlineData("a ? b : c ? d : e", "(? a b (? c d e))")]
    [InlineData("a ? b ? c : d : e", "(? a (? b c d) e)")]
    [InlineData("a || b ? c, d : e", "(? (Or a b) (Comma c d) e)")]
    [InlineData("a ? b = 1 : 2", "(? a (= b 1) 2)")]
    [InlineData("a = b = c", "(= a (= b c))")]
    [InlineData("a = b ? c : d", "(= a (? b c d))")]
    [InlineData("a = 1, b = 2", "(Comma (= a 1) (= b 2))")]
    [InlineData("a += 1", "(= Adda 1)")]
    [InlineData("a -= b *= 2", "(= Subtracta (= Multiplyb 2))")]
    [InlineData("a /= 1, a %= 2, a <<= 3", "(Comma (Comma (= Dividea 1) (= Remaindera 2)) (= ShiftLefta 3))")]
    [InlineData("a >>= 1, a &= 2, a ^= 3, a |= 4", "(Comma (Comma (Comma (= ShiftRighta 1) (= BitAnda 2)) (= BitXora 3)) (= BitOra 4))")]
    [InlineData("a[i++] = 1", "(= a[i++] 1)")]
    [InlineData("a == b", "(Equal a b)")]
    public void Choice_and_assignment_are_taken_from_the_right(string text, string tree) => Tree(text).ShouldBe(tree);

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \t\n ", 0)]
    [InlineData("10", 10)]
    [InlineData("010", 8)]
    [InlineData("0", 0)]
    [InlineData("00", 0)]
    [InlineData("0x1F", 31)]
    [InlineData("0Xff", 255)]
    [InlineData("2#101", 5)]
    [InlineData("36#Zz", 1295)]
    [InlineData("37#A", 36)]
    [InlineData("62#aZ", 681)]
    [InlineData("64#@_", 4031)]
    [InlineData("16#fF", 255)]
    [InlineData("010#9", 9)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", long.MinValue)]
    [InlineData("18446744073709551615", -1)]
    [InlineData("18446744073709551616", 0)]
    [InlineData("0xffffffffffffffff", -1)]
    [InlineData("0x10000000000000001", 1)]
    public void Number_is_read_and_wraps_at_64_bits(string text, long value)
        => ArithmeticParser.Parse(text).Expression.ShouldBeOfType<ArithmeticConstant>().Value.ShouldBe(value);

    [Theory]
    [InlineData("1 +", "expected a number, a name or '(', found end of expression", 3)]
    [InlineData("1 2", "expected an operator, found '2'", 2)]
    [InlineData("* 2", "expected a number, a name or '(', found '* 2'", 0)]
    [InlineData("(1", "expected ')', found end of expression", 2)]
    [InlineData("1)", "expected an operator, found ')'", 1)]
    [InlineData("a ? b", "expected ':', found end of expression", 5)]
    [InlineData("1 = 2", "expected an operator, found '= 2'", 2)]
    [InlineData("(a) = 2", "expected an operator, found '= 2'", 4)]
    [InlineData("a + b = 2", "expected an operator, found '= 2'", 6)]
    [InlineData("09", "expected a digit of base 8, found '9'", 1)]
    [InlineData("0x", "expected a digit of base 16, found end of expression", 2)]
    [InlineData("2#2", "expected a digit of base 2, found '2'", 2)]
    [InlineData("1#0", "expected a base from 2 to 64, found '1#0'", 0)]
    [InlineData("65#0", "expected a base from 2 to 64, found '65#0'", 0)]
    [InlineData("1a", "expected a digit of base 10, found 'a'", 1)]
    [InlineData("a[1", "expected ']', found end of expression", 3)]
    [InlineData("a.b", "expected an operator, found '.b'", 1)]
    [InlineData("'1'", "expected a number, a name or '(', found ''1''", 0)]
    [InlineData("1 +\u00e9", "expected a number, a name or '(', found '\u00e9'", 3)]
    public void Error_says_what_was_expected_and_where(string text, string error, int offset)
    {
        ArithmeticResult result = ArithmeticParser.Parse(text);
        (result.Error, result.ErrorOffset, result.Expression).ShouldBe((error, offset, null));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("a[")]
    [InlineData("1 ? ")]
    [InlineData("1 ? 1 : ")]
    [InlineData("a = ")]
    [InlineData("1 ** ")]
    public void Deep_expression_is_an_error(string piece)
    {
        ArithmeticResult? result = null;
        Thread thread = new(() => result = ArithmeticParser.Parse(string.Concat(Enumerable.Repeat(piece, 100_000)) + "1"), 256 * 1024);
        thread.Start();
        thread.Join();
        result.ShouldNotBeNull().Error.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("1 + ")]
    [InlineData("1 , ")]
    [InlineData("1 || ")]
    public void Operators_side_by_side_are_no_depth(string piece)
    {
        ArithmeticResult result = ArithmeticParser.Parse(string.Concat(Enumerable.Repeat(piece, 100_000)) + "1");
        ArithmeticBinary last = result.Expression.ShouldBeOfType<ArithmeticBinary>();
        last.IsLong.ShouldBeTrue();
        ArithmeticBinary[] chain = last.Chain();
        chain[^1].ShouldBeSameAs(last);
        for (int i = 1; i < chain.Length; i++) chain[i].Left.ShouldBeSameAs(chain[i - 1]);
        chain[0].Left.ShouldBeOfType<ArithmeticBinary>().IsLong.ShouldBeFalse();
        last.Depth.ShouldBeLessThanOrEqualTo(ArithmeticParser.GreatestDepth);
    }

    [Theory]
    [InlineData(900, true)]
    [InlineData(1000, false)]
    public void Depth_of_an_operand_beside_many_operators_counts(int depth, bool isValid)
    {
        string many = "1" + string.Concat(Enumerable.Repeat(" + 1", 2000)) + " + ";
        (ArithmeticParser.Parse(many + string.Concat(Enumerable.Repeat("! ", depth)) + "1").Error is null).ShouldBe(isValid);
    }

    private static string Tree(string text)
    {
        ArithmeticResult result = ArithmeticParser.Parse(text);
        result.Error.ShouldBeNull();
        return TreeText.Of(result.Expression.ShouldNotBeNull());
    }

    private static string Name(string operation) => operation switch
    {
        "," => "Comma",
        "||" => "Or",
        "&&" => "And",
        "|" => "BitOr",
        "^" => "BitXor",
        "&" => "BitAnd",
        "==" => "Equal",
        "!=" => "NotEqual",
        "<" => "Less",
        "<=" => "LessOrEqual",
        ">" => "Greater",
        ">=" => "GreaterOrEqual",
        "<<" => "ShiftLeft",
        ">>" => "ShiftRight",
        "+" => "Add",
        "-" => "Subtract",
        "*" => "Multiply",
        "/" => "Divide",
        "%" => "Remainder",
        _ => "Power",
    };
}
