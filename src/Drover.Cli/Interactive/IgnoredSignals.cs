using System.Globalization;
using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Signals;

namespace Drover.Cli.Interactive;

/// <summary>The signals that this process was started with ignored, as nohup(1) does with SIGHUP: they stay so.</summary>
internal static class IgnoredSignals
{
    /// <summary>Reads them from /proc/self/status; none when that can't be read.</summary>
    public static SignalSet Read() => Parse(Encoding.ASCII.GetString(Descriptor.ReadFile("/proc/self/status", out _) ?? []));

    /// <summary>Reads the line "SigIgn:" of such a file.</summary>
    internal static SignalSet Parse(string status)
    {
        const string Field = "SigIgn:";
        int at = status.IndexOf(Field, StringComparison.Ordinal);
        if (at < 0) return SignalSet.None;
        ReadOnlySpan<char> rest = status.AsSpan(at + Field.Length);
        int end = rest.IndexOf('\n');
        return ulong.TryParse((end < 0 ? rest : rest[..end]).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong mask)
            ? new SignalSet(mask)
            : SignalSet.None;
    }
}
