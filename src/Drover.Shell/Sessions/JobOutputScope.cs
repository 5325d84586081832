using Drover.Shell.Execution;
using Drover.Shell.Redirections;

namespace Drover.Shell.Sessions;

/// <summary>While a background job is started: what would go to the evaluation goes to the job's own output.</summary>
internal sealed class JobOutputScope : IDisposable
{
    private readonly ExecutionEnvironment _environment;
    private readonly List<(int Number, OpenFile? Former)> _former = [];

    public JobOutputScope(ExecutionEnvironment environment, OutputCapture capture, OpenFile file, IReadOnlyList<int> numbers)
    {
        _environment = environment;
        Capture = capture;
        foreach (int number in numbers) _former.Add((number, environment.Descriptors.Exchange(number, file.AddReference())));
        file.Release();
    }

    /// <summary>What the job writes.</summary>
    public OutputCapture Capture { get; }

    public void Dispose()
    {
        foreach ((int number, OpenFile? former) in _former) _environment.Descriptors.Set(number, former);
    }
}
