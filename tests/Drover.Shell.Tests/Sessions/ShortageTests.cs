using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Limits;
using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>A host that has no descriptor left: evaluations fail in words, and nothing of them stays.</summary>
[Collection(AloneCollection.Name)]
public sealed class ShortageTests
{
    private const ulong Lowest = 256;

    [Theory]
    [InlineData("echo hi | /bin/cat | /bin/cat; echo on")]
    [InlineData("x=$(/bin/echo hi; :); echo on")]
    [InlineData("(/bin/echo hi; :); echo on")]
    [InlineData("/bin/sleep 0 & wait; echo on")]
    [InlineData("echo x >/dev/null; echo on")]
    [InlineData("/bin/cat <<E\nhere\nE\necho on")]
    public async Task Evaluations_without_descriptors_fail_and_leave_nothing(string text)
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        string whole = (await session.EvalAsync(text)).Output;
        whole.ShouldContain("on\n");
        var check = new LeakCheck();
        int failures = 0;
        // From none that is free to as many as it needs: each step of the start is met once.
        for (int free = 0; free < 40; free++)
        {
            ShellResult? result = await EvaluateWithAsync(free, session, text);
            if (result is null) failures++;
            else if (result.Error.Length > 0)
            {
                failures++;
                result.Error.ShouldContain("Too many open files");
                result.Error.ShouldStartWith("sh: line ");
                result.Output.ShouldEndWith("on\n", customMessage: $"{free} free: {result.Error}");
            }
            else result.Output.ShouldBe(whole);
        }
        failures.ShouldBeGreaterThan(1);
        (await session.EvalAsync(text)).Output.ShouldBe(whole);
        await check.NothingLeftAsync();
    }

    // Null: it did not begin, for its own output could not be opened.
    private static async Task<ShellResult?> EvaluateWithAsync(int free, ShellSession session, string text)
    {
        OwnLimits.Read(ResourceLimit.OpenFiles, out ulong soft, out ulong hard).ShouldBe(0);
        var fill = new List<Descriptor>();
        try
        {
            OwnLimits.Set(ResourceLimit.OpenFiles, Math.Max(Lowest, (ulong)LeakCheck.OpenDescriptors().Keys.Max() + 1), hard).ShouldBe(0);
            while (Descriptor.TryOpen("/dev/null", OpenMode.Read, out _) is { } one) fill.Add(one);
            foreach (Descriptor one in fill.TakeLast(free)) one.Dispose();
            return await session.EvalAsync(text);
        }
        catch (SystemCallException e)
        {
            e.Message.ShouldContain("Too many open files");
            return null;
        }
        finally
        {
            foreach (Descriptor one in fill) one.Dispose();
            OwnLimits.Set(ResourceLimit.OpenFiles, soft, hard).ShouldBe(0);
        }
    }
}
