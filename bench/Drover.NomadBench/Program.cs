using System.Globalization;
using Drover.Engine;
using Drover.NomadBench;

// Prints what it measured as name=value; bench/figures/nomad.sh says what it means. Everything is below WORK.
ProcessEngine.RestoreChildSignal();
switch (args)
{
    case ["handshake", var plugin, var work, var count]:
        await Handshakes.RunAsync(plugin, work, Number(count));
        return 0;
    case ["start", var plugin, var work, var count, var first]:
        await Starts.RunAsync(plugin, work, Number(count), first);
        return 0;
    case ["tasks", var plugin, var work, var count, var seconds]:
        await ManyTasks.RunAsync(plugin, work, Number(count), Number(seconds));
        return 0;
    case ["forward", var plugin, var work, var bytes, var writer]:
        await Forwarding.RunAsync(plugin, work, long.Parse(bytes, CultureInfo.InvariantCulture), writer);
        return 0;
    default:
        Console.Error.WriteLine("nomad-bench handshake PLUGIN WORK N | start PLUGIN WORK N FIRST | tasks PLUGIN WORK N SECONDS | forward PLUGIN WORK BYTES WRITER");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
