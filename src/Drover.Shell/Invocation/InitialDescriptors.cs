using Drover.Engine.Descriptors;
using Drover.Shell.Redirections;

namespace Drover.Shell.Invocation;

/// <summary>The descriptors that the shell was started with.</summary>
internal static class InitialDescriptors
{
    /// <summary>Enters what was inherited: open numbers below 10 that are not close-on-exec, as all of the runtime's are.</summary>
    public static void Fill(DescriptorTable table)
    {
        for (int number = 0; number < 10; number++)
        {
            if (!OwnNumbers.IsInheritable(number)) continue;
            var descriptor = new Descriptor(number);
            table.Set(number, number <= 2 ? new OpenFile(descriptor) : OpenFile.Adopt(descriptor));
        }
    }
}
