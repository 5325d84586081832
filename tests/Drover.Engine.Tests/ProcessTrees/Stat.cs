using System.Text;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ProcessTrees;

/// <summary>Makes the text of /proc/PID/stat.</summary>
internal static class Stat
{
    public static string Text(
        int pid, int parent = 1, char state = 'S', string name = "x", long user = 0, long system = 0, long childUser = 0, long start = 1000) =>
        $"{pid} ({name}) {state} {parent} 31 32 34816 -1 4194304 1 2 3 4 {user} {system} {childUser} 8 20 0 {(state == 'Z' ? 1 : 5)} 0 {start} 9999 77 18446744073709551615 1 2 3\n";

    public static ProcessInfo Of(int pid, int parent = 1, char state = 'S', string name = "x", long user = 0, long start = 1000)
    {
        ProcessStat.TryParse(Encoding.UTF8.GetBytes(Text(pid, parent, state, name, user, start: start)), out ProcessInfo info).ShouldBeTrue();
        return info;
    }
}
