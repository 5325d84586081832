using Drover.Cli.Printing;
using Drover.Engine;
using Drover.Engine.Processes;

namespace Drover.Cli;

/// <summary>The faces that other executables show: drover becomes the one beside it (execve(2)), so that it needs no arrow to them.</summary>
internal static class OtherFaces
{
    /// <summary>Becomes another executable if the first word asks for one.</summary>
    /// <returns>False when it is a verb of this program; true with an exit status when the other face could not be shown.</returns>
    public static bool TryDispatch(string[] arguments, out int status)
    {
        status = ExitStatus.Failure;
        string word = arguments.Length > 0 ? arguments[0] : "";
        switch (word)
        {
            case "serve" or "task" or "mcp":
                Become("drover-server", skip: 0, $"the task runner (drover {word})");
                return true;
            case "nomad":
                Become("nomad-driver-milo", skip: 1, "the Nomad driver (drover nomad)");
                return true;
            case "sh":
                StandardError.Line("the shell (drover sh) is not part of this build yet.");
                return true;
            default:
                return false;
        }
    }

    private static void Become(string executable, int skip, string face)
    {
        string? directory = Path.GetDirectoryName(Environment.ProcessPath);
        string path = Path.Combine(directory ?? "/", executable);
        if (!File.Exists(path))
        {
            StandardError.Line($"{face} is not part of this build: {path} is missing.");
            return;
        }
        ByteString[] own = [.. ProcessEnvironment.OwnArguments];
        int first = own.Length - (Environment.GetCommandLineArgs().Length - 1);
        ByteString[] arguments = [executable, .. own[(first + skip)..]];
        SystemCallException failure = OwnProcess.Become(path, arguments);
        StandardError.Line(failure.Message);
    }
}
