using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;

namespace Drover.Cli.Tests;

/// <summary>What a short-lived program printed, and its exit status.</summary>
public sealed record ProgramResult(int Status, string Output, string Error)
{
    /// <summary>Runs a program with nothing on its standard input.</summary>
    public static ProgramResult Of(string program, params string[] arguments)
    {
        using var loop = new EventLoop();
        using IProcessEngine engine = new ProcessEngine(new EngineOptions { Loop = loop, ChildSignals = ChildSignalSource.None });
        (Descriptor output, Descriptor outputEnd) = Descriptor.Pipe();
        (Descriptor error, Descriptor errorEnd) = Descriptor.Pipe();
        Pipeline pipeline;
        using (outputEnd)
        using (errorEnd)
        {
            ProcessSpec spec = ProcessSpec.Of(program, [.. arguments.Select(a => new ByteString(a))]) with
            {
                Redirections = [Redirection.Null(0), Redirection.Descriptor(1, outputEnd), Redirection.Descriptor(2, errorEnd)],
            };
            pipeline = engine.Start(new PipelineSpec { Stages = [spec] });
        }
        string errorText = "";
        var reading = new Thread(() => errorText = ReadAll(error));
        reading.Start();
        string outputText = ReadAll(output);
        reading.Join();
        loop.RunUntil(() => pipeline.Completion.IsCompleted, TimeSpan.FromSeconds(60)).ShouldBeTrue();
        return new ProgramResult(pipeline.Completion.Result.ExitStatus, outputText, errorText);
    }

    private static string ReadAll(Descriptor source)
    {
        using (source)
        {
            var bytes = new List<byte>();
            byte[] buffer = new byte[4096];
            while (source.Read(buffer) is var n && n > 0) bytes.AddRange(buffer.AsSpan(0, n));
            return Encoding.UTF8.GetString([.. bytes]);
        }
    }
}
