using Drover.Server.Webhooks;

namespace Drover.Server.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    // Made with another implementation of HMAC.
    [Theory]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "v1,8ci1vl9PGwRUE5pDXRHf7ElH4nJlxzP3ej8b+YXZAa8=")]
    [InlineData("plain secret text", "v1,d960OXRT6pljWZEAs6bC895JqZzkuyzv1rkTtJupPmo=")]
    public void A_delivery_is_signed_over_its_id_time_and_body(string secret, string signature) => WebhookSignature.Of(secret, "e_1", "1674087231", """{"a":"ä"}""").ShouldBe(signature);

    [Fact]
    public void A_secret_that_only_looks_like_base_64_is_taken_as_text() => WebhookSignature.Of("whsec_not base 64!", "a", "1", "b").ShouldStartWith("v1,");
}
