using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;

namespace Drover.Server.Tests.TestSupport;

/// <summary>A program that runs to its end, with what it wrote.</summary>
/// <param name="ExitStatus">Its exit status.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record OneProgram(int ExitStatus, string Output, string Error)
{
    /// <summary>Runs it.</summary>
    /// <param name="program">The executable.</param>
    /// <param name="variables">What is different in its environment, as NAME=value; an empty value takes the name away.</param>
    /// <param name="arguments">The arguments.</param>
    public static async Task<OneProgram> RunAsync(string program, string[] variables, params string[] arguments)
    {
        using var engine = new ProcessEngine();
        ProcessEnvironment environment = ProcessEnvironment.Inherited;
        foreach (string variable in variables)
        {
            string[] parts = variable.Split('=', 2);
            environment = parts[1].Length == 0 ? environment.Remove(parts[0]) : environment.Set(parts[0], parts[1]);
        }
        using Pipeline pipeline = engine.Start(PipelineSpec.Of(ProcessSpec.Of(program, [.. arguments.Select(word => new ByteString(word))]) with
        {
            Environment = environment,
            Redirections = [Redirection.Null(0), Redirection.PipeFromChild(1), Redirection.PipeFromChild(2)],
        }));
        Task<string> output = ReadAsync(pipeline.Stages[0].TakePipe(1)), error = ReadAsync(pipeline.Stages[0].TakePipe(2));
        PipelineStatus status = await pipeline.Completion.WaitAsync(TimeSpan.FromMinutes(2));
        return new OneProgram(status.ExitStatus, await output, await error);
    }

    private static Task<string> ReadAsync(Descriptor pipe) => Task.Run(() =>
    {
        using (pipe)
        {
            using var bytes = new MemoryStream();
            byte[] buffer = new byte[16 * 1024];
            int n;
            while ((n = pipe.Read(buffer)) > 0) bytes.Write(buffer, 0, n);
            return Encoding.UTF8.GetString(bytes.ToArray());
        }
    });
}
