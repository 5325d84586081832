// Scheme
//   An agent like any other: it gets a prompt and works in the workspace. What it does is written in the prompt, one shell command on each line that
//   begins with "$ ". Each is carried out for real, with its output where ours goes; the first that fails ends the work with its status.

using System.Globalization;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.Server.Demonstrations;

/// <summary><c>drover-server demo-agent --print PROMPT</c>: an agent for those who have none installed.</summary>
internal static class DemoAgent
{
    private const string Dim = "\e[90m", Bold = "\e[1m", Cyan = "\e[36m", Green = "\e[32m", Red = "\e[31m", Plain = "\e[0m";
    private const int WrongUse = 2;

    /// <summary>Does what the prompt says.</summary>
    /// <returns>0, or the exit status of the command that failed.</returns>
    public static async Task<int> RunAsync(string[] arguments, TimeProvider time)
    {
        string[] lines = arguments is ["--print", var prompt] ? prompt.Split('\n') : [];
        string[] steps = [.. lines.Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..])];
        if (steps.Length == 0)
        {
            await Console.Error.WriteLineAsync("demo-agent: usage: drover-server demo-agent --print PROMPT\nThe demo agent only does what it is told in shell commands: write some into the task's context, each on a line that begins with '$ '.").ConfigureAwait(false);
            return WrongUse;
        }
        await SayAsync($"{Bold}{lines[0]}{Plain}").ConfigureAwait(false);
        await SayAsync($"{Dim}demo agent, {Plural(steps.Length, "step")}{Plain}\n").ConfigureAwait(false);
        using var engine = new ProcessEngine(new EngineOptions { ChildSignals = ChildSignalSource.None });
        long began = time.GetTimestamp();
        for (int i = 0; i < steps.Length; i++)
        {
            await SayAsync($"{Cyan}[{i + 1}/{steps.Length}]{Plain} {Bold}$ {steps[i]}{Plain}").ConfigureAwait(false);
            long stepBegan = time.GetTimestamp();
            int status = await DoAsync(engine, steps[i]).ConfigureAwait(false);
            await SayAsync($"{(status == 0 ? $"{Green}done" : $"{Red}exit status {status}")}{Plain} {Dim}{Seconds(time.GetElapsedTime(stepBegan))}{Plain}\n").ConfigureAwait(false);
            if (status != 0) return status;
        }
        await SayAsync($"{Green}{Bold}All {Plural(steps.Length, "step")} done{Plain} {Dim}in {Seconds(time.GetElapsedTime(began))}; the result is yours to approve.{Plain}").ConfigureAwait(false);
        return 0;
    }

    private static async Task<int> DoAsync(ProcessEngine engine, string step)
    {
        using Pipeline pipeline = engine.Start(PipelineSpec.Of(ProcessSpec.Of("/bin/sh", "-c", step)));
        return (await pipeline.Completion.ConfigureAwait(false)).ExitStatus;
    }

    // Written through at once, so that it stands before what the command writes.
    private static async Task SayAsync(string text)
    {
        await Console.Out.WriteLineAsync(text).ConfigureAwait(false);
        await Console.Out.FlushAsync().ConfigureAwait(false);
    }

    private static string Plural(int n, string word) => n == 1 ? $"1 {word}" : $"{n} {word}s";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
