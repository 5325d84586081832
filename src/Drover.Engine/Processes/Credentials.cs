using System.Collections.Immutable;

namespace Drover.Engine.Processes;

/// <summary>The user and groups that a process is to run as (credentials(7)).</summary>
/// <param name="UserId">Real, effective and saved user id.</param>
/// <param name="GroupId">Real, effective and saved group id.</param>
/// <param name="SupplementaryGroups">The supplementary group ids; empty for none.</param>
public sealed record Credentials(uint UserId, uint GroupId, ImmutableArray<uint> SupplementaryGroups);
