using System.Collections.Immutable;
using Drover.Engine.Processes;

namespace Drover.Engine.Pipelines;

/// <summary>How a pipeline ended.</summary>
/// <param name="Stages">The wait status of each stage.</param>
/// <param name="Usage">What all stages together used, as the kernel accounted it to each and the children it waited for.</param>
/// <param name="Elapsed">From the start of the first stage to the end of the last.</param>
public sealed record PipelineStatus(ImmutableArray<WaitStatus> Stages, ResourceUsage Usage, TimeSpan Elapsed)
{
    /// <summary>The last stage's wait status.</summary>
    public WaitStatus Last => Stages[^1];

    /// <summary>The last stage's exit status (POSIX 2.9.2).</summary>
    public int ExitStatus => Last.ExitStatus;

    /// <summary>The exit status of the last stage that failed, or 0: <c>set -o pipefail</c>.</summary>
    public int PipeFailStatus
    {
        get
        {
            for (int i = Stages.Length - 1; i >= 0; i--)
                if (Stages[i].ExitStatus != 0) return Stages[i].ExitStatus;
            return 0;
        }
    }
}
