using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;

namespace Drover.Server.Workspaces;

/// <summary>Runs commands of the server's own that are over in a moment: git, and the question for a version.</summary>
internal sealed class ShortCommand(IProcessEngine engine, string directory)
{
    private const int GreatestOutput = 64 * 1024;

    /// <summary>Runs one to its end.</summary>
    /// <param name="words">The command and its arguments.</param>
    /// <param name="workingDirectory">Where.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="patience">How long it may take; then it is killed.</param>
    /// <returns>Its exit status and what it wrote to standard output and error; a status of null when it could not be started or took too long.</returns>
    public async Task<(int? Status, string Output)> RunAsync(IReadOnlyList<string> words, string workingDirectory, ProcessEnvironment environment, TimeSpan patience)
    {
        string output = Path.Combine(directory, $"command-{Guid.NewGuid():N}");
        try
        {
            ProcessSpec spec = ProcessSpec.Of(words[0], [.. words.Skip(1).Select(word => new ByteString(word))]) with
            {
                Environment = environment,
                WorkingDirectory = workingDirectory,
                Redirections = [Redirection.Null(0), Redirection.File(1, output, OpenMode.Truncate, 0x180 /* 0600 */), Redirection.Duplicate(2, 1)],
            };
            using Pipeline process = engine.Start(PipelineSpec.Of(spec));
            int? status = null;
            try
            {
                status = (await process.Completion.WaitAsync(patience).ConfigureAwait(false)).ExitStatus;
            }
            catch (TimeoutException)
            {
                await process.StopAsync(new StopPolicy(Signal.KILL, TimeSpan.Zero)).ConfigureAwait(false);
            }
            using var reader = new StreamReader(output);
            char[] text = new char[GreatestOutput];
            int count = await reader.ReadBlockAsync(text).ConfigureAwait(false);
            return (status, new string(text, 0, count));
        }
        catch (SpawnException e)
        {
            return (null, e.Message);
        }
        finally
        {
            File.Delete(output);
        }
    }
}
