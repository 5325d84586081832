namespace Drover.Engine.Tests.Pipelines;

public sealed class SubreaperStopMatrixTests() : StopMatrix(subreaper: true);
