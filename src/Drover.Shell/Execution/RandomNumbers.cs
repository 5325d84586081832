using System.Diagnostics;

namespace Drover.Shell.Execution;

/// <summary>The numbers of <c>$RANDOM</c>, 0 to 32767: for variety, not for secrets.</summary>
internal struct RandomNumbers
{
    private uint _state;

    /// <summary>Starts a sequence that is the same for the same number.</summary>
    public void Seed(uint seed) => _state = (seed * 2654435761u) | 1;

    public int Next()
    {
        if (_state == 0) _state = (uint)Stopwatch.GetTimestamp() | 1;
        // xorshift32
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state & 0x7FFF);
    }
}
