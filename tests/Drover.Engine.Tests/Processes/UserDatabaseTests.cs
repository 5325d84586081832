using Drover.Engine.Processes;

namespace Drover.Engine.Tests.Processes;

public sealed class UserDatabaseTests
{
    private static readonly string[][] s_users = [.. File.ReadAllLines("/etc/passwd").Select(line => line.Split(':'))];
    private static readonly string[][] s_groups = [.. File.ReadAllLines("/etc/group").Select(line => line.Split(':'))];

    [Fact]
    public void Every_user_of_the_machine_is_found_by_name_and_by_number()
    {
        foreach (string[] user in s_users)
        {
            uint[] groups = [.. s_groups.Where(g => g[3].Split(',').Contains(user[0])).Select(g => uint.Parse(g[2])).Append(uint.Parse(user[3])).Distinct().Order()];
            Credentials found = Resolve(user[0]);
            (found.UserId, found.GroupId).ShouldBe((uint.Parse(user[2]), uint.Parse(user[3])));
            found.SupplementaryGroups.Order().ShouldBe(groups);
            // The first entry of a number is the one that counts.
            if (s_users.First(u => u[2] == user[2]) == user) Resolve(user[2]).GroupId.ShouldBe(found.GroupId);
        }
    }

    [Fact]
    public void A_group_can_be_named_with_the_user()
    {
        Credentials found = Resolve("nobody:daemon");
        (found.UserId, found.GroupId).ShouldBe((65534u, 1u));
        found.SupplementaryGroups.ShouldContain(1u);
        Resolve("nobody:1").GroupId.ShouldBe(1u);
        Resolve("65534:daemon").UserId.ShouldBe(65534u);
    }

    [Fact]
    public void A_group_alone_keeps_our_user()
    {
        Credentials found = Resolve(":daemon");
        (found.UserId, found.GroupId).ShouldBe((Interop.Libc.geteuid(), 1u));
    }

    [Fact]
    public void Numbers_that_nobody_has_need_their_group()
    {
        Credentials found = Resolve("4242:4343");
        (found.UserId, found.GroupId, found.SupplementaryGroups.Single()).ShouldBe((4242u, 4343u, 4343u));
        Refusal("4242").ShouldBe("user 4242 is not in the user database: give its group too, as 4242:GROUP");
    }

    [Theory]
    [InlineData("no-such-user", "there is no user 'no-such-user'")]
    [InlineData("nobody:no-such-group", "there is no group 'no-such-group'")]
    [InlineData(":no-such-group", "there is no group 'no-such-group'")]
    [InlineData("4294967295:1", "there is no user '4294967295'")]
    [InlineData("-1:1", "there is no user '-1'")]
    [InlineData("", "'' is not USER, USER:GROUP, UID:GID or :GROUP")]
    [InlineData("nobody:", "'nobody:' is not USER, USER:GROUP, UID:GID or :GROUP")]
    [InlineData(":", "':' is not USER, USER:GROUP, UID:GID or :GROUP")]
    public void What_cannot_be_resolved_is_said_in_one_line(string text, string error) => Refusal(text).ShouldBe(error);

    private static Credentials Resolve(string text)
    {
        UserDatabase.TryResolve(text, out Credentials? credentials, out string? error).ShouldBeTrue(error);
        error.ShouldBeNull();
        return credentials!;
    }

    private static string? Refusal(string text)
    {
        UserDatabase.TryResolve(text, out Credentials? credentials, out string? error).ShouldBeFalse();
        credentials.ShouldBeNull();
        return error;
    }
}
