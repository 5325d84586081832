using System.Globalization;
using Drover.Engine.Signals;

namespace Drover.Shell.Traps;

/// <summary>The names of conditions: EXIT is 0, the others are signals.</summary>
internal static class TrapConditions
{
    /// <summary>A command has failed.</summary>
    public const int Error = 65;

    /// <summary>A command is about to be executed.</summary>
    public const int Debug = 66;

    /// <summary>A function or sourced file has ended.</summary>
    public const int Return = 67;

    /// <summary>One more than the greatest condition.</summary>
    public const int Count = 68;

    /// <summary>Whether it is a signal.</summary>
    public static bool IsSignal(int condition) => condition is > 0 and < Error;

    /// <summary>Reads EXIT, 0, a signal's name with or without SIG, or its number.</summary>
    public static bool TryParse(string text, out int condition)
    {
        condition = 0;
        // As in dash and bash in either case.
        string name = text.ToUpperInvariant();
        if (name is "EXIT" or "0") return true;
        condition = name switch { "ERR" => Error, "DEBUG" => Debug, "RETURN" => Return, _ => 0 };
        if (condition != 0) return true;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out condition)) return condition is > 0 and <= 64 and not 32 and not 33;
        if (!Signal.TryParse(text, out Signal signal) || signal.Number == 0) return false;
        condition = signal.Number;
        return true;
    }

    /// <summary>The name without SIG.</summary>
    public static string Name(int condition) => condition switch { 0 => "EXIT", Error => "ERR", Debug => "DEBUG", Return => "RETURN", _ => new Signal(condition).Name };
}
