using Drover.Cli.Commands;

namespace Drover.Cli;

/// <summary>The entry point: what must be quick or belongs to another face is dealt with before any command-line library is touched.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            if (OtherFaces.TryDispatch(arguments, out int status)) return status;
            if (arguments is ["--version" or "-V"]) return VersionCommand.Print();
            return CommandTree.Invoke(arguments);
        }
        catch (Exception e)
        {
            return Failures.Report(e);
        }
    }
}
