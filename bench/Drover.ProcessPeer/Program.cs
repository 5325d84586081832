using System.Diagnostics;
using System.Globalization;

// spawn N | capture N: starts /bin/true, or /bin/echo with its output read to the end, N times one after the other; prints microseconds for each.
const int WarmUp = 50;
if (args is not [("spawn" or "capture") and var verb, var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out int count) || count < 1)
{
    Console.Error.WriteLine("process-peer spawn|capture N");
    return 2;
}
Action once = verb == "spawn" ? Spawn : Capture;
for (int i = 0; i < WarmUp; i++) once();
long begin = Stopwatch.GetTimestamp();
for (int i = 0; i < count; i++) once();
Console.WriteLine((Stopwatch.GetElapsedTime(begin).TotalMicroseconds / count).ToString("F3", CultureInfo.InvariantCulture));
return 0;

static void Spawn()
{
    using Process process = Process.Start(new ProcessStartInfo("/bin/true") { UseShellExecute = false })!;
    process.WaitForExit();
    if (process.ExitCode != 0) throw new InvalidOperationException("/bin/true failed");
}

static void Capture()
{
    using Process process = Process.Start(new ProcessStartInfo("/bin/echo", ["hello", "world"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0 || output != "hello world\n") throw new InvalidOperationException("/bin/echo failed");
}
