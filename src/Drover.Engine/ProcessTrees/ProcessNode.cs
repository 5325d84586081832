using System.Text;
using Drover.Engine.Processes;

namespace Drover.Engine.ProcessTrees;

/// <summary>One process of a <see cref="ProcessTree"/>.</summary>
/// <param name="Identity">Number and start ticks.</param>
/// <param name="ParentPid">The parent's number.</param>
/// <param name="Depth">How far below the top of the snapshot; 0 at the top.</param>
/// <param name="State">As <see cref="ProcessInfo.State"/>.</param>
/// <param name="CpuTime">Its own processor time.</param>
/// <param name="ResidentBytes">Memory in RAM, shared pages counted in full.</param>
/// <param name="Age">Time since it started, to 10 ms.</param>
/// <param name="Command">The command line, shortened and made printable; the name in brackets for a zombie.</param>
public readonly record struct ProcessNode(
    ProcessIdentity Identity, int ParentPid, int Depth, char State, TimeSpan CpuTime, long ResidentBytes, TimeSpan Age, string Command)
{
    /// <summary>The process number.</summary>
    public int Pid => Identity.Pid;

    /// <summary>Adds the node on one line without its end: <c>4711 &lt; 4700 S cpu 0.12 s, 3.4 MiB, age 17.05 s: make -j2</c>.</summary>
    public void AppendTo(StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Append(Pid).Append(" < ").Append(ParentPid).Append(' ').Append(State).Append(" cpu ");
        AppendSeconds(text, CpuTime);
        long tenths = ResidentBytes * 10 / (1024 * 1024);
        text.Append(" s, ").Append(tenths / 10).Append('.').Append(tenths % 10).Append(" MiB, age ");
        AppendSeconds(text, Age);
        text.Append(" s: ").Append(Command);
    }

    /// <summary>As <see cref="AppendTo"/>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        AppendTo(text);
        return text.ToString();
    }

    // Whole numbers only: formatting of floating point would be the one thing in the shim to need it.
    private static void AppendSeconds(StringBuilder text, TimeSpan time)
    {
        long hundredths = time.Ticks / (TimeSpan.TicksPerSecond / 100);
        text.Append(hundredths / 100).Append('.').Append((char)('0' + (hundredths / 10 % 10))).Append((char)('0' + (hundredths % 10)));
    }
}
