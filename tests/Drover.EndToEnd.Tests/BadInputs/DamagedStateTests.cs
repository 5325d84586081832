using Drover.EndToEnd.Tests.CommandLines;
using Drover.Engine.Descriptors;
using Drover.Runs;
using Drover.Runs.Control;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.BadInputs;

/// <summary>Files of a run that are damaged or somebody else's: said in one line, and whatever is whole is still there.</summary>
public sealed class DamagedStateTests : CommandLineTest
{
    [Theory]
    [InlineData("")]
    [InlineData("{\"format\":1,\"id\":")]
    [InlineData("[]")]
    [InlineData("\0\0\0\0")]
    [InlineData("{\"format\":1,\"id\":7,\"state\":\"dancing\"}")]
    public void Corrupt_status_is_said_by_every_verb_and_the_output_is_still_printed(string text)
    {
        using var witness = new Witness(State);
        (Run run, _) = State.Run(State.Shell("echo precious; exit 3"));
        using Run ended = run;
        Eventually.IsTrue(() => !run.IsHeld);
        string path = Path.Combine(run.Directory, "status.json");
        File.WriteAllText(path, text);
        foreach (string verb in (string[])["stop", "kill", "wait", "inspect", "attach", "restart", "rm"])
        {
            ProgramResult result = Drover(verb, run.Id);
            (result.Status, result.Output).ShouldBe((125, ""), verb);
            result.Error.ShouldStartWith($"drover: {path} can't be read: ", customMessage: verb);
            result.Error.ShouldEndWith($". Look at it, or remove the run with 'drover rm --force {run.Id}'.\n");
            result.Error.Count(c => c == '\n').ShouldBe(1, result.Error);
            result.Error.ShouldNotContain("..");
        }
        Drover("logs", run.Id).ShouldBe(new ProgramResult(0, "precious\n", ""));
        // It spoils no list, and is not passed over in silence.
        Drover("ps", "-a", "-q").Output.Split('\n').ShouldContain(run.Id);
        Drover("ps").Output.ShouldContain("live");
        File.ReadAllText(path).ShouldBe(text);
        Drover("rm", "--force", run.Id).ShouldBe(new ProgramResult(0, run.Id + "\n", ""));
        witness.IsUntouched();
    }

    [Theory]
    [InlineData("cut in the first record")]
    [InlineData("cut in a record")]
    [InlineData("ends in garbage")]
    [InlineData("is garbage")]
    [InlineData("is empty")]
    [InlineData("is missing")]
    public void Torn_index_costs_no_byte_of_the_output(string damage)
    {
        (Run run, _) = State.Run(State.Shell("i=0; while test $i -lt 20; do echo line $i; i=$((i+1)); sleep 0.005; done; printf 'no end'"));
        using Run ended = run;
        Eventually.IsTrue(() => !run.IsHeld);
        string all = string.Concat(Enumerable.Range(0, 20).Select(i => $"line {i}\n")) + "no end";
        string path = Path.Combine(run.Directory, "out.idx");
        byte[] index = File.ReadAllBytes(path), garbage = new byte[100];
        new Random(5).NextBytes(garbage);
        index.Length.ShouldBeGreaterThan(5 * 32);
        switch (damage)
        {
            case "cut in the first record": File.WriteAllBytes(path, index[..20]); break;
            case "cut in a record": File.WriteAllBytes(path, index[..(3 * 32 + 17)]); break;
            case "ends in garbage": File.WriteAllBytes(path, [.. index[..(3 * 32)], .. garbage]); break;
            case "is garbage": File.WriteAllBytes(path, garbage); break;
            case "is empty": File.WriteAllBytes(path, []); break;
            default: File.Delete(path); break;
        }
        Drover("logs", run.Id).ShouldBe(new ProgramResult(0, all, ""));
        Drover("logs", "-f", run.Id).ShouldBe(new ProgramResult(0, all, ""));
        Drover("logs", "--tail", "2", run.Id).ShouldBe(new ProgramResult(0, "line 19\nno end", ""));
        Drover("logs", "--grep", "^line 1$", run.Id).ShouldBe(new ProgramResult(0, "line 1\n", ""));
        Drover("inspect", run.Id).Status.ShouldBe(0);
        // The next attempt mends it and goes on behind what is there.
        Drover("restart", run.Id).ShouldBe(new ProgramResult(0, run.Id + "\n", ""));
        run.Wait().ExitStatus.ShouldBe(0);
        Drover("logs", run.Id).ShouldBe(new ProgramResult(0, all + all, ""));
    }

    [Fact]
    public void Control_socket_of_somebody_else_is_not_spoken_to_and_the_run_goes_on()
    {
        using var witness = new Witness(State);
        using var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0x1FF);
        using Descriptor open = Descriptor.Open(directory.Path, OpenMode.Directory);
        Descriptor? listener = null;
        OtherUser.Do(() => listener = UnixSocket.Listen(open, ControlClient.SocketName));
        string path = Path.Combine(witness.Live.Directory, ControlClient.SocketName), kept = directory["kept"];
        using (listener)
        {
            File.Move(path, kept);
            File.Move(directory[ControlClient.SocketName], path);
            foreach (string[] words in (string[][])[["stop", "live"], ["kill", "live"], ["signal", "TERM", "live"], ["attach", "live"], ["wait", "live"], ["stats", "live"], ["restart", "live"], ["rm", "--force", "live"]])
                Drover(words).ShouldBe(new ProgramResult(125, "", $"drover: control.sock is listened on by user {OtherUser.Id}, not by you: it was not spoken to.\n"), string.Join(' ', words));
            Drover("logs", "live").ShouldBe(new ProgramResult(0, "ready\n", ""));
            Drover("ps").Output.ShouldContain("live");
            File.Move(kept, path, overwrite: true);
        }
        witness.IsUntouched();
        Drover("stop", "live").ShouldBe(new ProgramResult(0, "live\n", ""));
    }
}
