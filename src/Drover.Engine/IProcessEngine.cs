using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;

namespace Drover.Engine;

/// <summary>Starts pipelines and sees them through to their end.</summary>
public interface IProcessEngine : IDisposable
{
    /// <summary>The loop that everything of this engine happens on.</summary>
    EventLoop Loop { get; }

    /// <summary>The pipelines that have not ended.</summary>
    IReadOnlyList<Pipeline> Live { get; }

    /// <summary>Starts all stages together.</summary>
    /// <exception cref="ArgumentException">The spec can't be met by anybody; nothing was started.</exception>
    /// <exception cref="SpawnException">A stage could not be started; nothing of the pipeline is left.</exception>
    Pipeline Start(PipelineSpec spec);

    /// <summary>Starts a pipeline of one stage.</summary>
    /// <inheritdoc cref="Start(PipelineSpec)"/>
    Pipeline Start(ProcessSpec spec);

    /// <summary>Stops every live pipeline that is not detached, all at the same time: <paramref name="grace"/> is the budget of all together.</summary>
    /// <returns>One report a pipeline.</returns>
    Task<IReadOnlyList<StopReport>> StopAllAsync(TimeSpan grace);
}
