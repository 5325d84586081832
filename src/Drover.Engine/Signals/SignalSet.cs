namespace Drover.Engine.Signals;

/// <summary>A set of signals, as a mask of 64 bits: bit n-1 stands for signal n.</summary>
public readonly record struct SignalSet(ulong Mask)
{
    /// <summary>No signal.</summary>
    public static SignalSet None => default;

    /// <summary>Every signal.</summary>
    public static SignalSet All => new(ulong.MaxValue);

    /// <summary>The set of <paramref name="signals"/>.</summary>
    public static SignalSet Of(params ReadOnlySpan<Signal> signals)
    {
        ulong mask = 0;
        foreach (Signal signal in signals) mask |= Bit(signal.Number);
        return new SignalSet(mask);
    }

    /// <summary>Whether <paramref name="signal"/> is in it.</summary>
    public bool Contains(Signal signal) => (Mask & Bit(signal.Number)) != 0;

    /// <summary>This set and <paramref name="signal"/>.</summary>
    public SignalSet With(Signal signal) => new(Mask | Bit(signal.Number));

    /// <summary>This set but for <paramref name="signal"/>.</summary>
    public SignalSet Without(Signal signal) => new(Mask & ~Bit(signal.Number));

    private static ulong Bit(int number) => number is >= 1 and <= 64 ? 1UL << (number - 1) : 0;
}
