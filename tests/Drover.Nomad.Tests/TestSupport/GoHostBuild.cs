using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>The host in Go, compiled once from GoHost/main.go with Debian's packages, and again when that has changed.</summary>
public static class GoHostBuild
{
    private static readonly Lazy<string> s_path = new(Build);

    /// <summary>Its path.</summary>
    public static string Path => s_path.Value;

    private static string Build()
    {
        string source = Testing.Artifacts.InRepository("tests/Drover.Nomad.Tests/GoHost");
        string directory = Testing.Artifacts.InRepository("artifacts/go-host");
        string program = System.IO.Path.Combine(directory, "go-host");
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > File.GetLastWriteTimeUtc(System.IO.Path.Combine(source, "main.go"))) return program;
        Directory.CreateDirectory(directory);
        string log = System.IO.Path.Combine(directory, "build.log");
        using var engine = new ProcessEngine();
        ProcessSpec go = ProcessSpec.Of("go", "build", "-o", program, ".") with
        {
            WorkingDirectory = source,
            Environment = ProcessEnvironment.Inherited.Set("GO111MODULE", "off").Set("GOPATH", $"{directory}/path:/usr/share/gocode").Set("GOCACHE", $"{directory}/cache").Set("GOFLAGS", ""),
            Redirections = [Redirection.Null(0), Redirection.File(1, log, Engine.Descriptors.OpenMode.Truncate), Redirection.Duplicate(2, 1)],
        };
        PipelineStatus status = engine.Start(go).Completion.Result;
        return status.ExitStatus == 0 ? program : throw new InvalidOperationException($"go build ended with {status.Last}: {File.ReadAllText(log)}");
    }
}
