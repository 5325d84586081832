using System.Text;

namespace Drover.Shell.Sessions;

/// <summary>Between the shell's text, a char a byte, and the host's.</summary>
internal static class ShellStrings
{
    /// <summary>Shell text as .NET text: UTF-8 is read, other bytes are replaced.</summary>
    public static string Unicode(string text) => Ascii.IsValid(text) ? text : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
}
