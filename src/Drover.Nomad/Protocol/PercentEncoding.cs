using System.Text;

namespace Drover.Nomad.Protocol;

/// <summary>The form of the trailer grpc-message: printable ASCII as it is, every other byte of the UTF-8 as %XX.</summary>
internal static class PercentEncoding
{
    /// <summary>Encodes a text.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            if (value is >= 0x20 and <= 0x7E && value != (byte)'%') encoded.Append((char)value);
            else encoded.Append('%').Append(value.ToString("X2"));
        }
        return encoded.ToString();
    }
}
