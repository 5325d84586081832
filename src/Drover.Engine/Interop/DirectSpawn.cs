using System.Runtime.InteropServices;
using Drover.Engine.Spawning;

namespace Drover.Engine.Interop;

/// <summary>What spawn.c exports. It is linked wherever signals.c is (<see cref="CaughtSignals"/>).</summary>
internal static unsafe partial class DirectSpawn
{
    /// <summary>The same as struct request in spawn.c.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Request
    {
        public byte* Path;
        public byte** Arguments;
        public byte** Environment;
        public byte* TerminalPath;
        public byte* HiddenMount;
        public byte** GroupFiles;
        public int* Moves;
        public ulong Ignored;
        public ulong Blocked;
        public int MoveCount;
        public int CloseFrom;
        public int Directory;
        public int Group;
        public int NewSession;
        public int Foreground;
        public int TerminalNumber;
        public int Umask;
        public int DeathSignal;
        public int PidDescriptor;
        public int Step;
        public int Error;
        public byte* Usage;
        public int EndCode;
        public int EndStatus;
    }

    /// <summary>The step that is the making of the child itself.</summary>
    public const int CloneStep = 0;

    /// <summary>The step that failed, in the words of an error. What concerns streams, groups and terminals is looked for afterwards, as with posix_spawn(3).</summary>
    public static SpawnStep StepOf(int step) => step switch
    {
        CloneStep => SpawnStep.Fork,
        6 => SpawnStep.ControlGroup,
        7 => SpawnStep.Mount,
        8 => SpawnStep.ParentDeath,
        _ => SpawnStep.Execute,
    };

    /// <summary>The child's pid, or minus the error number.</summary>
    [LibraryImport("drover_signals", EntryPoint = "drover_spawn")]
    public static partial int Spawn(Request* request);
}
