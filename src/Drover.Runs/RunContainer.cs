using System.Collections.Immutable;
using Drover.Engine;

namespace Drover.Runs;

/// <summary>
/// A container that the command of a run creates (as <c>crun create</c> does) and leaves behind, stopped before its first instruction. The shim takes it over: its first process is the run's leader
/// from then on, so the run's status is the container's.
/// </summary>
public sealed record RunContainer
{
    /// <summary>The command that lets the container run, once the run's own has created it (as <c>crun start</c> does).</summary>
    public required ImmutableArray<ByteString> Start { get; init; }

    /// <summary>The file to which the run's command writes the pid of the container's first process, an absolute path.</summary>
    public required ByteString PidFile { get; init; }

    /// <summary>The file that is executed as the run's command and as <see cref="Start"/>, whose first words are names then; null for these words themselves.</summary>
    public ByteString? Executable { get; init; }

    /// <summary>A mount that the run's command is not to see, an absolute path; null for none. See <see cref="Engine.Processes.ProcessSpec.HiddenMount"/>.</summary>
    public ByteString? HiddenMount { get; init; }

    /// <summary>The directories of its control group, which end in <c>/drover/NAME</c>; none for no group.</summary>
    /// <remarks>Whoever creates the container makes them; the shim counts and ends by them, and removes them at the end.</remarks>
    public ImmutableArray<ByteString> ControlGroups { get; init; } = [];
}
