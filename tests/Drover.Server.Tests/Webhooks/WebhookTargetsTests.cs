using System.Net;
using Drover.Server.Webhooks;

namespace Drover.Server.Tests.Webhooks;

public sealed class WebhookTargetsTests
{
    [Theory]
    [InlineData("https://example.org/hook?x=1")]
    [InlineData("http://127.0.0.1:9000/")]
    [InlineData("http://[::1]:9000/hook")]
    [InlineData("http://10.1.2.3/hook")]
    public void Receivers_anywhere_can_be_named(string url) => WebhookTargets.Read(null).Refusal(url).ShouldBeNull();

    [Theory]
    [InlineData("ftp://example.org/", "is no address")]
    [InlineData("file:///etc/passwd", "is no address")]
    [InlineData("/hook", "is no address")]
    [InlineData("http:///hook", "is no address")]
    [InlineData("http://user:password@example.org/", "holds a user")]
    [InlineData("http://example.org/#here", "fragment")]
    [InlineData("http://169.254.169.254/latest/meta-data", "never connected to")]
    [InlineData("http://2852039166/", "never connected to")]
    [InlineData("http://[::ffff:169.254.169.254]/", "never connected to")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/", "never connected to")]
    [InlineData("http://[fd00:ec2::254]/", "never connected to")]
    [InlineData("http://[fe80::1]/", "never connected to")]
    [InlineData("http://0.0.0.0:7180/", "never connected to")]
    [InlineData("http://[::]:7180/", "never connected to")]
    [InlineData("http://239.1.1.1/", "never connected to")]
    public void What_is_no_receiver_is_refused(string url, string why) => WebhookTargets.Read(null).Refusal(url).ShouldNotBeNull().ShouldContain(why);

    [Fact]
    public void A_list_of_hosts_is_all_that_can_be_reached()
    {
        var targets = WebhookTargets.Read("hooks.example.org, *.example.net,10.0.0.0/8,::1");
        targets.Refusal("https://hooks.example.org/x").ShouldBeNull();
        targets.Refusal("https://a.b.example.net/x").ShouldBeNull();
        targets.Refusal("http://10.200.0.1/x").ShouldBeNull();
        targets.Refusal("http://[::1]/x").ShouldBeNull();
        targets.Refusal("http://127.0.0.1/x").ShouldNotBeNull().ShouldContain("DROVER_WEBHOOK_HOSTS");
        // A name is judged by its addresses too, where a network is listed.
        targets.Refusal("elsewhere.example.com", IPAddress.Parse("10.0.0.9")).ShouldBeNull();
        targets.Refusal("elsewhere.example.com", IPAddress.Parse("192.0.2.1")).ShouldNotBeNull();
        WebhookTargets.Read("example.org").Refusal("https://example.com/").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("http://example.org")]
    [InlineData("10.0.0.0/99")]
    public void A_list_that_can_t_be_read_is_refused(string list) => Should.Throw<FormatException>(() => WebhookTargets.Read(list));
}
