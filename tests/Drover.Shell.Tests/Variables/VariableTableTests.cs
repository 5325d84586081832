using Drover.Shell.Variables;

namespace Drover.Shell.Tests.Variables;

/// <summary>The variables of shells and subshells.</summary>
public sealed class VariableTableTests
{
    [Fact]
    public void Subshell_starts_with_its_parents_variables_and_changes_none_of_them()
    {
        var parent = new VariableTable();
        parent.Set("a", "1");
        VariableTable child = parent.MakeSubshell();
        child.Get("a").ShouldBe("1");
        child.Set("a", "2");
        child.Set("b", "3");
        (parent.Get("a"), parent.Get("b"), child.Get("a")).ShouldBe(("1", null, "2"));
    }

    [Fact]
    public void Number_is_text_when_it_is_asked_for()
    {
        var table = new VariableTable();
        table.Set("n", 1234567);
        table.Get("n").ShouldBe("1234567");
        table.Find("n")!.TryGetNumber(out long number).ShouldBeTrue();
        number.ShouldBe(1234567);
    }

    [Theory]
    [InlineData("010")]
    [InlineData("+1")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("1 ")]
    public void What_is_no_plain_decimal_constant_is_no_number(string text)
    {
        var table = new VariableTable();
        table.Set("n", text);
        table.Find("n")!.TryGetNumber(out long _).ShouldBeFalse();
    }

    [Fact]
    public void Read_only_variable_can_be_neither_set_nor_unset()
    {
        var table = new VariableTable();
        table.Set("r", "1");
        table.SetAttributes("r", VariableAttributes.ReadOnly);
        Should.Throw<ShellErrorException>(() => table.Set("r", "2"));
        Should.Throw<ShellErrorException>(() => table.Unset("r"));
        table.Get("r").ShouldBe("1");
    }

    [Fact]
    public void Commands_get_what_is_exported()
    {
        var table = new VariableTable();
        table.Set("e", "1");
        table.Set("x", "2");
        table.SetAttributes("e", VariableAttributes.Exported);
        table.Environment.Entries.Select(entry => entry.ToString()).ShouldBe(["e=1"]);
        table.Set("e", "3");
        table.Environment.Entries.Select(entry => entry.ToString()).ShouldBe(["e=3"]);
    }
}
