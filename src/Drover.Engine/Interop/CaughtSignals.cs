using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>What signals.c exports. It is linked into executables that set DroverCatchesSignals (eng/NativeExecutable.props).</summary>
internal static unsafe partial class CaughtSignals
{
    private const string Library = "drover_signals";

    /// <summary>Whether an executable has a use for it: the shim, which has to be small, leaves it out.</summary>
    [FeatureSwitchDefinition("Drover.Engine.CaughtSignals")]
    public static bool IsWanted { get; } = !AppContext.TryGetSwitch("Drover.Engine.CaughtSignals", out bool wanted) || wanted;

    [LibraryImport(Library, EntryPoint = "drover_signals_ignored_at_entry")]
    public static partial ulong IgnoredAtEntry();

    [LibraryImport(Library, EntryPoint = "drover_signals_own")]
    public static partial void Own(int descriptor);

    [LibraryImport(Library, EntryPoint = "drover_signals_set")]
    public static partial int Set(int number, int kind);

    [LibraryImport(Library, EntryPoint = "drover_signals_get")]
    public static partial int Get(int number);

    [LibraryImport(Library, EntryPoint = "drover_signals_pending")]
    public static partial ulong* Pending();

    [LibraryImport(Library, EntryPoint = "drover_signals_take")]
    public static partial ulong Take(ulong mask);

    [LibraryImport(Library, EntryPoint = "drover_signals_count")]
    public static partial uint Count(int number);

    /// <summary>To be called after dispositions were set otherwise.</summary>
    [LibraryImport(Library, EntryPoint = "drover_signals_changed")]
    public static partial void Changed();

    /// <summary>Whether it is linked into this executable.</summary>
    public static bool IsLinked()
    {
        if (!IsWanted || RuntimeFeature.IsDynamicCodeSupported) return false;
        try
        {
            _ = IgnoredAtEntry();
            return true;
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }
}
