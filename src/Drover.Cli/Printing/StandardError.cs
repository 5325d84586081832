using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Cli.Printing;

/// <summary>Our standard error: messages for people.</summary>
internal static class StandardError
{
    /// <summary>The descriptor.</summary>
    public static Descriptor Descriptor { get; } = new(2);

    /// <summary>Whether the terminal that we write to is raw now, so that a line has to end with a carriage return too.</summary>
    public static bool IsRaw { get; set; }

    /// <summary>Writes "drover: …" and a newline. Nothing is done about a failure: there is nobody to tell.</summary>
    public static void Line(string message) => Plain("drover: " + message);

    /// <summary>Writes a line as it is.</summary>
    public static void Plain(string line)
    {
        try
        {
            _ = Descriptor.WriteAll(Encoding.UTF8.GetBytes(Printable(line) + (IsRaw ? "\r\n" : "\n")));
        }
        catch (SystemCallException)
        {
        }
    }

    /// <summary>The text without characters that would move a terminal's cursor or end the line: names and paths come from anywhere.</summary>
    internal static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.Contains('\x7f', StringComparison.Ordinal)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (char c in text.TrimEnd('\n')) clean.Append(c == '\n' ? ' ' : char.IsControl(c) && c != '\t' ? '\uFFFD' : c);
        return clean.ToString();
    }
}
