using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Checks;
using Drover.Cli.Printing;

namespace Drover.Cli.Commands;

/// <summary><c>drover doctor</c>.</summary>
internal static class DoctorCommand
{
    private const string Description =
        """
        Looks at all that runs depend on: the state directory, drover-shim, the kernel, control groups, limits, systemd, and the runs themselves. Each line
        says ok, warn or fail, and what to do. Exit status 125 when something fails; warnings are about what can't be used here.
        """;

    private const string Examples =
        """
        drover doctor
        drover doctor --json | jq -r '.[] | select(.level != "ok") | .message'
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("doctor", "Check what runs depend on, and say what to do.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("doctor", Description);
        Option<bool> json = OptionOf.Json();
        command.Options.Add(json);
        command.SetAction(parse =>
        {
            List<Finding> findings = [.. Examination.Carry()];
            if (parse.GetValue(json)) PrintJson(findings);
            else Print(findings);
            return findings.Exists(static f => f.Level == FindingLevel.Failure) ? ExitStatus.Failure : ExitStatus.Success;
        });
        return command;
    }

    private static void Print(List<Finding> findings)
    {
        var page = new KeyedPage();
        foreach (Finding finding in findings)
        {
            page.Add(new Cell(Word(finding.Level), ToneOf(finding.Level)), $"{finding.Check}: {finding.Message}");
            if (finding.Advice is { } advice) page.Add("", "→ " + advice);
        }
        StandardOutput.Write(page.Text(StandardOutput.Width, StandardOutput.UsesColour));
    }

    private static void PrintJson(List<Finding> findings) => JsonOutput.Write(json =>
    {
        json.WriteStartArray();
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("check", finding.Check);
            json.WriteString("level", Word(finding.Level));
            json.WriteString("message", finding.Message);
            if (finding.Advice is { } advice) json.WriteString("advice", advice);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static string Word(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warning => "warn",
        _ => "fail",
    };

    private static Tone ToneOf(FindingLevel level) => level switch
    {
        FindingLevel.Ok => Tone.Good,
        FindingLevel.Warning => Tone.Warning,
        _ => Tone.Bad,
    };
}
