using Drover.Engine.Spawning;

namespace Drover.Engine.Tests.Spawning;

/// <summary>The map of a child's descriptors, beside a sorted list that is asked the same.</summary>
public sealed class DescriptorMapTests
{
    [Fact]
    public void It_begins_with_the_three_standard_streams()
    {
        var map = new DescriptorMap(-3);
        map.Entries.ToArray().ShouldBe([(0, -3), (1, -3), (2, -3)]);
        map.IsUntouched.ShouldBeTrue();
        map.Last.ShouldBe(2);
        map.TryGet(3, out _).ShouldBeFalse();
        map.Set(1, -3);
        map.IsUntouched.ShouldBeFalse();
    }

    [Fact]
    public void Targets_set_and_taken_out_in_any_order_stand_in_their_order()
    {
        var random = new Random(20261201);
        for (int round = 0; round < 200; round++)
        {
            var map = new DescriptorMap(7);
            var expected = new SortedList<int, int> { [0] = 7, [1] = 7, [2] = 7 };
            for (int step = 0; step < 60; step++)
            {
                int target = random.Next(24);
                if (random.Next(4) == 0 && target > 2)
                {
                    map.Remove(target);
                    expected.Remove(target);
                }
                else
                {
                    map.Set(target, step);
                    expected[target] = step;
                }
                map.Entries.ToArray().ShouldBe(expected.Select(entry => (entry.Key, entry.Value)));
                map.Count.ShouldBe(expected.Count);
                map.Last.ShouldBe(expected.Keys[^1]);
                int asked = random.Next(24);
                map.TryGet(asked, out int source).ShouldBe(expected.TryGetValue(asked, out int wanted));
                source.ShouldBe(wanted);
            }
        }
    }
}
