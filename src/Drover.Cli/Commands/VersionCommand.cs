using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;

namespace Drover.Cli.Commands;

/// <summary><c>drover version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("version", "Show the version.", Create);

    /// <summary>Prints the one line of <c>drover --version</c>, without anything that would have to be started for it.</summary>
    public static int Print()
    {
        if (!StandardOutput.Descriptor.WriteAll("drover "u8) || !StandardOutput.Descriptor.WriteAll(System.Text.Encoding.ASCII.GetBytes(ProductVersion.Text + "\n")))
            return ExitStatus.OutputClosed;
        return ExitStatus.Success;
    }

    private static Command Create()
    {
        var command = new Command("version", "Shows the version of drover.");
        Option<bool> json = OptionOf.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!parse.GetValue(json)) return Print();
            JsonOutput.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("version", ProductVersion.Text);
                writer.WriteEndObject();
            });
            return ExitStatus.Success;
        });
        return command;
    }
}
