using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Shell.Tests.Scripts;

/// <summary>What a shell printed, on both streams together, and its exit status.</summary>
internal sealed record ShellRun(int Status, string Output)
{
    /// <summary>Runs the native shell through a link named <c>sh</c>, in POSIX mode, in an empty directory.</summary>
    public static ShellRun Sh(params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        using var links = new TemporaryDirectory();
        File.CreateSymbolicLink(links["sh"], Artifacts.Drover);
        return Of(directory.Path, links["sh"], arguments);
    }

    /// <summary>Runs <c>drover sh</c>, with bash's additions, in an empty directory.</summary>
    public static ShellRun Drover(params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        return Of(directory.Path, Artifacts.Drover, ["sh", .. arguments]);
    }

    /// <summary>Runs any shell with nothing on its standard input.</summary>
    public static ShellRun Of(string directory, string shell, params string[] arguments) => Of(directory, shell, spec => spec, arguments);

    /// <summary>The same with a wish of the test's own.</summary>
    public static ShellRun Of(string directory, string shell, Func<ProcessSpec, ProcessSpec> change, params string[] arguments)
    {
        using var loop = new EventLoop();
        using IProcessEngine engine = new ProcessEngine(new EngineOptions { Loop = loop, ChildSignals = ChildSignalSource.None });
        (Descriptor output, Descriptor outputEnd) = Descriptor.Pipe();
        Pipeline pipeline;
        using (outputEnd)
        {
            pipeline = engine.Start(change(ProcessSpec.Of(shell, [.. arguments.Select(argument => new ByteString(argument))]) with
            {
                WorkingDirectory = directory,
                Environment = ProcessEnvironment.Inherited.Set("SH", shell).Remove("LC_ALL").Set("LANG", "C"),
                Redirections = [Redirection.Null(0), Redirection.Descriptor(1, outputEnd), Redirection.Descriptor(2, outputEnd)],
            }));
        }
        string text = ReadAll(output);
        loop.RunUntil(() => pipeline.Completion.IsCompleted, TimeSpan.FromSeconds(60)).ShouldBeTrue();
        return new ShellRun(pipeline.Completion.Result.ExitStatus, text);
    }

    private static string ReadAll(Descriptor source)
    {
        using (source)
        {
            using var bytes = new MemoryStream();
            byte[] buffer = new byte[4096];
            while (source.Read(buffer) is > 0 and var n) bytes.Write(buffer, 0, n);
            return Encoding.UTF8.GetString(bytes.ToArray());
        }
    }
}
