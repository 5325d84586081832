using System.Collections.Immutable;

namespace Drover.Server.Runs;

/// <summary>What one run is to have differently from its task.</summary>
/// <param name="TimeoutMs">How long it may take; null for the task's.</param>
/// <param name="Profile">The profile to use; null for the task's.</param>
/// <param name="Env">Environment in addition to the task's; null for none.</param>
internal sealed record RunWish(long? TimeoutMs = null, string? Profile = null, ImmutableSortedDictionary<string, string>? Env = null);
