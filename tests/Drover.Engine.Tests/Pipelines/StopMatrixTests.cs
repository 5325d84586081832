namespace Drover.Engine.Tests.Pipelines;

public sealed class StopMatrixTests() : StopMatrix(subreaper: false);
