namespace Drover.LineEditor.Keys;

/// <summary>Keys held with another; the numbers are those of xterm's parameter less one.</summary>
[Flags]
internal enum KeyModifiers
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}
