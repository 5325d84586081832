using Drover.Engine.Descriptors;
using Drover.Shell.Redirections;

namespace Drover.Shell.Invocation;

/// <summary>The descriptors that the shell was started with.</summary>
internal static class InitialDescriptors
{
    /// <summary>Enters what was inherited: every open number that is not close-on-exec, as all of the runtime's are.</summary>
    public static void Fill(DescriptorTable table)
    {
        for (int number = 0; number < 10; number++)
        {
            if (!OwnNumbers.IsInheritable(number)) continue;
            var descriptor = new Descriptor(number);
            table.Set(number, number <= 2 ? new OpenFile(descriptor) : OpenFile.Adopt(descriptor));
        }
        // Nothing of ours is in the way of these: they stay, and their names in /dev/fd hold here too.
        foreach (int number in OwnNumbers.ListInheritable(10))
        {
            OwnNumbers.CloseOnExecute(number);
            table.Set(number, new OpenFile(new Descriptor(number)));
        }
    }
}
