using Drover.Cli.Printing;

namespace Drover.Cli.Tests.Printing;

public sealed class TreeTextTests
{
    private static readonly TreeText.Node[] Nodes =
    [
        new(1, "10 sh", "S"),
        new(2, "11 make", "S"),
        new(3, "12 cc", "R"),
        new(2, "13 sleep", "S"),
        new(1, "14 daemon", "S"),
    ];

    [Fact]
    public void Lines_show_who_belongs_to_whom()
    {
        TreeText.Of("build", Nodes, int.MaxValue, colour: false).ShouldBe(
            """
            build
            ├─ 10 sh  [S]
            │  ├─ 11 make  [S]
            │  │  └─ 12 cc  [R]
            │  └─ 13 sleep  [S]
            └─ 14 daemon  [S]

            """);
    }

    [Fact]
    public void Long_commands_are_cut_and_details_are_not()
    {
        string text = TreeText.Of("x", [new TreeText.Node(0, "1 " + new string('c', 100), "S, 1s old")], 40, colour: false);
        string line = text.Split('\n')[1];
        line.Length.ShouldBe(40);
        line.ShouldEndWith("…  [S, 1s old]");
    }
}
