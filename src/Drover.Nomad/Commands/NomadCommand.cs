using Drover.Nomad.Plugins;
using Drover.Runs;

namespace Drover.Nomad.Commands;

/// <summary><c>drover nomad</c>. Ends with 2 when it was called wrongly, with 125 when it could not do what was asked, else as its verb says.</summary>
internal static class NomadCommand
{
    /// <summary>The exit status of what could not be done.</summary>
    public const int Failure = 125;

    private const int WrongUse = 2;

    private const string Usage =
        """
        usage: drover nomad VERB ...

          try       run a task as the Nomad driver runs it, on this machine and without Nomad
          install   link the driver into a plugin_dir of Nomad, after looking at all it needs
          doctor    check what the driver needs on this node, and say what to do

        'drover nomad VERB --help' shows what a verb takes. docs/nomad.md has the options of jobs and of the plugin.
        """;

    /// <summary>Carries out what stands behind "nomad".</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        string verb = arguments.Length > 0 ? arguments[0] : "";
        string name = verb is "try" or "install" or "doctor" ? $"drover nomad {verb}" : "drover nomad";
        try
        {
            if (arguments is [] or ["-h" or "--help" or "help", ..])
            {
                await (arguments is [] ? Console.Error : Console.Out).WriteLineAsync(Usage).ConfigureAwait(false);
                return arguments is [] ? WrongUse : 0;
            }
            string[] rest = arguments[1..];
            int end = Array.IndexOf(rest, "--");
            bool asksForHelp = rest.AsSpan(0, end < 0 ? rest.Length : end).ContainsAny("-h", "--help");
            switch (verb)
            {
                case "try":
                    return asksForHelp ? await ShowAsync(TryCommand.Usage).ConfigureAwait(false) : await TryCommand.RunAsync(rest).ConfigureAwait(false);
                case "install":
                    return asksForHelp ? await ShowAsync(InstallCommand.Usage).ConfigureAwait(false) : await InstallCommand.RunAsync(rest).ConfigureAwait(false);
                case "doctor":
                    return asksForHelp ? await ShowAsync(DoctorCommand.Usage).ConfigureAwait(false) : await DoctorCommand.RunAsync(rest).ConfigureAwait(false);
                default:
                    throw new UsageException($"there is no verb '{verb}'. 'drover nomad --help' lists them.");
            }
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync($"{name}: {e.Message}").ConfigureAwait(false);
            return WrongUse;
        }
        catch (Exception e) when (e is ConfigException or RunException or IOException or UnauthorizedAccessException or Engine.SystemCallException)
        {
            await Console.Error.WriteLineAsync($"{name}: {e.Message}").ConfigureAwait(false);
            return Failure;
        }
    }

    private static async Task<int> ShowAsync(string usage)
    {
        await Console.Out.WriteLineAsync(usage).ConfigureAwait(false);
        return 0;
    }
}
