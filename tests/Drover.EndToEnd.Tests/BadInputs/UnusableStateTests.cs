using Drover.EndToEnd.Tests.CommandLines;
using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.BadInputs;

/// <summary>State directories that are full, read-only or no directories: one line that says which and what to do, and what is in them is kept.</summary>
[CollectionDefinition(nameof(UnusableStateTests), DisableParallelization = true)]
[Collection(nameof(UnusableStateTests))]
public sealed class UnusableStateTests : CommandLineTest
{
    private const int Size = 2 << 20;

    [Theory]
    [InlineData("run true", "The run was not started: STATE/new-ID: write: Read-only file system. Name another state directory in DROVER_STATE.")]
    [InlineData("run -d true", "The run was not started: STATE/new-ID: write: Read-only file system. Name another state directory in DROVER_STATE.")]
    [InlineData("restart ended", "The run was not started: STATE/live/ID: write: Read-only file system. Name another state directory in DROVER_STATE.")]
    [InlineData("rm ended", "Run ID can't be removed from STATE: rename: Read-only file system.")]
    [InlineData("prune", "Run ID can't be removed from STATE: rename: Read-only file system.")]
    [InlineData("signal TERM ended", "run ID has ended: SIGTERM was not sent.")]
    public void Read_only_directory_is_said_and_its_runs_can_still_be_read(string words, string error) =>
        Check(words, error, static disk => disk.MakeReadOnly());

    [Theory]
    [InlineData("run true", "The run was not started: STATE/new-ID: write: No space left on device. Make room there, or name another state directory in DROVER_STATE.")]
    [InlineData("run -d true", "The run was not started: STATE/new-ID: write: No space left on device. Make room there, or name another state directory in DROVER_STATE.")]
    [InlineData("restart ended", "The run was not started: STATE/names/ended: write: No space left on device. Make room there, or name another state directory in DROVER_STATE.")]
    public void Full_directory_is_said_and_its_runs_can_still_be_read(string words, string error) =>
        Check(words, error, static disk => disk.Fill());

    [Theory]
    [InlineData("/etc/passwd", "State directory /etc/passwd: open: Not a directory. Name another in DROVER_STATE.")]
    [InlineData("/etc/passwd/state", "State directory /etc/passwd/state can't be made: mkdir: Not a directory. Name another in DROVER_STATE.")]
    [InlineData("/proc/state", "State directory /proc/state can't be made: mkdir: No such file or directory. Name another in DROVER_STATE.")]
    public void Path_that_can_not_be_a_directory_is_said(string path, string error)
    {
        foreach (string words in (string[])["run true", "run -d true", "ps", "logs x", "stop --all"])
            At(path, words).ShouldBe(new ProgramResult(125, "", $"drover: {error}\n"), words);
    }

    [Fact]
    public void Directory_that_others_may_write_to_is_not_used()
    {
        using var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0x1FF);
        At(directory.Path, "run true").ShouldBe(
            new ProgramResult(125, "", $"drover: State directory {directory.Path} may be written by others; 'chmod 700 {directory.Path}' mends that. It was not used.\n"));
        Directory.GetFileSystemEntries(directory.Path).ShouldBeEmpty();
    }

    private void Check(string words, string error, Action<SmallFileSystem> spoil)
    {
        using var disk = new SmallFileSystem(Size);
        string path = Path.Combine(disk.Path, "state");
        using (var store = new TestStore(path))
        {
            (Run run, _) = store.Run(store.Shell("echo kept; exit 3") with { Name = "ended" });
            using Run ended = run;
            Eventually.IsTrue(() => !run.IsHeld);
            spoil(disk);
            try
            {
                string[] before = Directory.GetFileSystemEntries(path, "*", SearchOption.AllDirectories);
                ProgramResult result = At(path, words);
                (result.Status, result.Output).ShouldBe((125, ""));
                result.Error.Replace(path, "STATE", StringComparison.Ordinal).ShouldMatch(
                    "^drover: " + System.Text.RegularExpressions.Regex.Escape(error).Replace("ID", "[0-9a-f]{12}", StringComparison.Ordinal) + "\n$");
                Directory.GetFileSystemEntries(path, "*", SearchOption.AllDirectories).ShouldBe(before);
                At(path, "logs ended").ShouldBe(new ProgramResult(0, "kept\n", ""));
                At(path, "wait ended").ShouldBe(new ProgramResult(3, "3\n", ""));
                At(path, "stop ended").ShouldBe(new ProgramResult(0, "ended\n", ""));
                At(path, "ps -aq").ShouldBe(new ProgramResult(0, run.Id + "\n", ""));
                At(path, "inspect ended").Status.ShouldBe(0);
                At(path, "events").Output.ShouldContain("outcome=exited");
            }
            finally
            {
                disk.Resize(4 * Size);
            }
            At(path, words).Status.ShouldBe(words.StartsWith("signal", StringComparison.Ordinal) ? 125 : 0);
        }
    }

    private ProgramResult At(string state, string words) => Shell($"DROVER_STATE='{state}' drover {words}");
}
