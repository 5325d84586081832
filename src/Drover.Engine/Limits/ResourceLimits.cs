using System.Collections.Immutable;

namespace Drover.Engine.Limits;

/// <summary>Resource limits that a process gets before its program starts (setrlimit(2)). Immutable.</summary>
public sealed record ResourceLimits
{
    /// <summary>Stands for "no limit" (RLIM_INFINITY).</summary>
    public const ulong Unlimited = ulong.MaxValue;

    /// <summary>No limit is changed.</summary>
    public static ResourceLimits None { get; } = new();

    /// <summary>What is set: the soft and the hard limit of each resource named.</summary>
    public ImmutableSortedDictionary<ResourceLimit, (ulong Soft, ulong Hard)> Values { get; init; } =
        ImmutableSortedDictionary<ResourceLimit, (ulong, ulong)>.Empty;

    /// <summary>The same with one limit set, soft and hard alike.</summary>
    public ResourceLimits With(ResourceLimit resource, ulong value) => With(resource, value, value);

    /// <summary>The same with one limit set.</summary>
    /// <exception cref="ArgumentException">The soft limit is above the hard one.</exception>
    public ResourceLimits With(ResourceLimit resource, ulong soft, ulong hard)
    {
        if (soft > hard) throw new ArgumentException($"The soft limit {soft} of {resource} is above the hard limit {hard}.", nameof(soft));
        return new ResourceLimits { Values = Values.SetItem(resource, (soft, hard)) };
    }
}
