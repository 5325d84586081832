using System.Reflection;
using Drover.Engine.Descriptors;
using Drover.Engine.Terminals;

namespace Drover.LineEditor.Tests.TestSupport;

/// <summary>A terminal's modes, to be compared.</summary>
internal sealed record TerminalModesText(string Bytes)
{
    public static TerminalModesText Of(Descriptor terminal)
    {
        FieldInfo field = typeof(TerminalModes).GetField("_termios", BindingFlags.Instance | BindingFlags.NonPublic).ShouldNotBeNull();
        return new TerminalModesText(Convert.ToHexString((byte[])field.GetValue(TerminalModes.Read(terminal).ShouldNotBeNull()).ShouldNotBeNull()));
    }
}
