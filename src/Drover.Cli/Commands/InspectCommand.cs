using System.CommandLine;
using System.Text.Json;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Engine.Processes;
using Drover.Runs;
using Drover.Runs.Formats;

namespace Drover.Cli.Commands;

/// <summary><c>drover inspect</c>.</summary>
internal static class InspectCommand
{
    private const string Description =
        """
        Shows all that is known of runs: state, times, attempts, usage, how each was started. Values of environment variables may be secrets and are shown only
        with --env. With --json it prints {"status": …, "spec": …} for each, as docs/run-format.md describes them.
        """;

    private const string Examples =
        """
        drover inspect build
        drover inspect --json build | jq .status.usage
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("inspect", "Show all that is known of runs.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("inspect", Description);
        Argument<string[]> runs = OptionOf.Runs();
        Option<bool> env = OptionOf.Flag("--env", "Show the values of environment variables.");
        Option<bool> json = OptionOf.Json();
        command.Arguments.Add(runs);
        command.Options.Add(env);
        command.Options.Add(json);
        command.SetAction(parse =>
        {
            using var store = new RunStore();
            using var chosen = RunChoice.Open(store, "inspect", parse.GetValue(runs) ?? [], all: false, []);
            bool isFirst = true;
            foreach (Run run in chosen.Runs)
            {
                RunStatus status = run.ReadLiveStatus();
                RunSpec spec = run.ReadSpec();
                if (!parse.GetValue(env)) spec = spec with { Environment = WithoutValues(spec.Environment) };
                if (parse.GetValue(json)) JsonOutput.Write(writer => Write(writer, status, spec));
                else StandardOutput.Write((isFirst ? "" : "\n") + InspectText.Of(run, status, spec, parse.GetValue(env), TimeProvider.System.GetUtcNow()));
                isFirst = false;
            }
            return ExitStatus.Success;
        });
        return command;
    }

    private static ProcessEnvironment WithoutValues(ProcessEnvironment environment)
    {
        var names = new List<Drover.Engine.ByteString>();
        foreach (Drover.Engine.ByteString entry in environment.Entries)
        {
            int equals = entry.Span.IndexOf((byte)'=');
            names.Add(new Drover.Engine.ByteString([.. equals < 0 ? entry.Span : entry.Span[..(equals + 1)], .. "…"u8]));
        }
        return ProcessEnvironment.Of([.. names]);
    }

    private static void Write(Utf8JsonWriter json, RunStatus status, RunSpec spec)
    {
        json.WriteStartObject();
        json.WritePropertyName("status");
        RunStatusFormat.Write(json, status);
        json.WritePropertyName("spec");
        using JsonDocument document = JsonDocument.Parse(RunSpecFormat.Write(spec));
        document.RootElement.WriteTo(json);
        json.WriteEndObject();
    }
}
