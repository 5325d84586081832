using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;

namespace Drover.Cli.Checks;

/// <summary>Whether the executable that holds runs is there, starts, and is of our version.</summary>
internal static class ShimCheck
{
    private const string Name = "drover-shim";

    /// <summary>The finding.</summary>
    public static IEnumerable<Finding> All()
    {
        if (ExecHelper.Locate() is not { } path)
        {
            yield return Finding.Failure(Name, "it was not found: no run can be started", "put it beside drover or on PATH, or name it in DROVER_SHIM");
            yield break;
        }
        string version;
        Finding? broken = null;
        try
        {
            version = AskVersion(path);
        }
        catch (SpawnException e)
        {
            version = "";
            broken = Finding.Failure(Name, e.Message, "build or install drover again");
        }
        yield return broken ?? (version == ProductVersion.Text
            ? Finding.Ok(Name, $"{path}, version {version}")
            : Finding.Warning(Name, $"{path} says '{version}' when asked for its version; drover is {ProductVersion.Text}", "install both from one build"));
    }

    private static string AskVersion(ByteString path)
    {
        using var loop = new EventLoop();
        using IProcessEngine engine = new ProcessEngine(new EngineOptions { Loop = loop, ChildSignals = ChildSignalSource.None });
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        {
            using (write)
            {
                ProcessSpec shim = ProcessSpec.Of(path, "--version") with
                {
                    Redirections = [Redirection.Null(0), Redirection.Descriptor(1, write), Redirection.Descriptor(2, write)],
                };
                engine.Start(new PipelineSpec { Stages = [shim] });
            }
            byte[] answer = new byte[256];
            int length = 0;
            while (length < answer.Length && read.Read(answer.AsSpan(length)) is var n && n > 0) length += n;
            return Encoding.UTF8.GetString(answer, 0, length).Trim();
        }
    }
}
