// Whoever asks for a run, to be killed by tests:
//   test-asker STATE [OPTION...] -- COMMAND [ARG...]
// Starts the run in the state directory, prints its id, waits for its end and exits with its status. Options: --name NAME, --memory BYTES, --pids N,
// --grace MS, --ends-with-me, --restart-always, --leave (exit once it is started).

using System.Globalization;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Runs;

ProcessEngine.RestoreChildSignal();
int end = Array.IndexOf(args, "--");
if (args.Length == 0 || end < 1 || end == args.Length - 1)
{
    Console.Error.WriteLine("test-asker STATE [OPTION...] -- COMMAND [ARG...]");
    return 125;
}

string[] options = args[1..end];
var spec = new RunSpec
{
    Command = [.. args[(end + 1)..].Select(static word => new ByteString(word))],
    Name = Text("--name"),
    WorkingDirectory = "/",
    Environment = ProcessEnvironment.Inherited,
    MemoryBytes = Number("--memory"),
    Pids = Number("--pids"),
    Grace = TimeSpan.FromMilliseconds(Number("--grace") ?? 10_000),
    EndsWith = options.Contains("--ends-with-me") ? OwnProcess.Identity : null,
    Restart = options.Contains("--restart-always") ? RestartPolicy.Always : RestartPolicy.No,
};
try
{
    using var store = new RunStore(args[0]);
    using Run run = store.Start(spec);
    Console.Out.WriteLine(run.Id);
    return options.Contains("--leave") ? 0 : run.Wait().ExitStatus;
}
catch (IOException e)
{
    Console.Error.WriteLine(e.Message);
    return 125;
}

string? Text(string option)
{
    int at = Array.IndexOf(options, option);
    return at < 0 ? null : options[at + 1];
}

long? Number(string option) => Text(option) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
