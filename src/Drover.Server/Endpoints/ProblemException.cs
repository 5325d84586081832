namespace Drover.Server.Endpoints;

/// <summary>A request can't be carried out, and the answer to it says why.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>The answer.</summary>
    public Problem Problem => problem;
}
