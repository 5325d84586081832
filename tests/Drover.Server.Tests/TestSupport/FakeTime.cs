namespace Drover.Server.Tests.TestSupport;

/// <summary>A clock that goes on only when it is told to.</summary>
public sealed class FakeTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    /// <summary>Goes on.</summary>
    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;
}
