// Runs shell text in this process, watches its jobs, and adds a command written in C#.
//   DROVER_SHELL=artifacts/bin/drover dotnet run --project samples/EmbeddedShell
using Drover.Shell.Sessions;

ShellCommandSet commands = ShellCommandSet.Empty.Add("today", async context =>
{
    await context.WriteLineAsync(TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}, description: "Prints the date.");

await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { Commands = commands });
Task watching = WatchAsync(session);

Console.Write((await session.EvalAsync("cd /tmp; today | tr - / ; echo \"in $PWD\"")).Output);

ShellResult started = await session.EvalAsync("sleep 100 &");
Console.WriteLine(started.Output);
Console.Write((await session.EvalAsync("jobs")).Output);
await session.Jobs[1].SuspendAsync();
await session.Jobs[1].ResumeAsync();
Console.WriteLine((await session.EvalAsync("kill 1")).Output);

ShellResult slow = await session.EvalAsync("sleep 100", new EvalOptions { Timeout = TimeSpan.FromMilliseconds(200) });
Console.WriteLine($"timed out: {slow.TimedOut}, status {slow.ExitStatus}");

await session.DisposeAsync();
await watching;

static async Task WatchAsync(ShellSession session)
{
    await foreach (ShellEvent happening in session.WatchAsync())
        if (happening is JobEvent job) Console.WriteLine($"  {job.GetType().Name} {job.JobId}: {job.CommandText}");
}
