using System.Globalization;
using Drover.Engine.Signals;

namespace Drover.Shell.Traps;

/// <summary>The names of conditions: EXIT is 0, the others are signals.</summary>
internal static class TrapConditions
{
    /// <summary>Reads EXIT, 0, a signal's name with or without SIG, or its number.</summary>
    public static bool TryParse(string text, out int condition)
    {
        condition = 0;
        if (text is "EXIT" or "0") return true;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out condition)) return condition is > 0 and <= 64 and not 32 and not 33;
        if (!Signal.TryParse(text, out Signal signal) || signal.Number == 0) return false;
        condition = signal.Number;
        return true;
    }

    /// <summary>The name without SIG.</summary>
    public static string Name(int condition) => condition == 0 ? "EXIT" : new Signal(condition).Name;
}
