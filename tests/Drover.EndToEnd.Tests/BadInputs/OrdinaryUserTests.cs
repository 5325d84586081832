using Drover.EndToEnd.Tests.CommandLines;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.BadInputs;

/// <summary>What only root may do, asked for by somebody else: one line each. The tests are run by root, so that they can be somebody else.</summary>
public sealed class OrdinaryUserTests : CommandLineTest
{
    [Theory]
    [InlineData(125, "true: could not set the resource limit OpenFiles = 2000: Operation not permitted", "run --nofile 2000 true")]
    [InlineData(125, "true: could not set the resource limit OpenFiles = 2000: Operation not permitted", "run -d --nofile 2000 true")]
    [InlineData(125, "true: could not set the group 0: Operation not permitted", "run --user root true")]
    [InlineData(125, "true: could not set the nice value -5: Permission denied", "run --nice -5 true")]
    [InlineData(125, "--env-file: DIR/secret: Permission denied (open)", "run --env-file DIR/secret true")]
    [InlineData(125, "--stdin: DIR/secret: Permission denied (open)", "run --stdin file:DIR/secret true")]
    [InlineData(126, "DIR/secret: Permission denied", "run DIR/secret")]
    [InlineData(125, "working directory DIR/closed: Permission denied", "run --cwd DIR/closed true")]
    [InlineData(125, "State directory DIR/closed: open: Permission denied. Name another in DROVER_STATE.", "ps", "DIR/closed")]
    [InlineData(125, "State directory DIR/closed/inner can't be made: mkdir: Permission denied. Name another in DROVER_STATE.", "run true", "DIR/closed/inner")]
    [InlineData(125, "State directory DIR belongs to user 0, not to you. It was not used.", "run true", "DIR")]
    public void Refusal_is_one_clear_line(int status, string error, string words, string state = "DIR/state")
    {
        using var directory = new TemporaryDirectory();
        // Where the executables are may be closed to others.
        string script =
            $"""
            set -e
            cd DIR
            chmod 755 .
            cp '{Artifacts.Drover}' '{Artifacts.Shim}' .
            mkdir -m 700 state closed
            chown {OtherUser.Id} state
            echo A=b >secret
            chmod 600 secret
            ulimit -Sn 900
            ulimit -Hn 1000
            DROVER_SHIM=DIR/drover-shim DROVER_STATE={state} exec setpriv --reuid {OtherUser.Id} --regid {OtherUser.Id} --clear-groups ./drover {words}
            """;
        Shell(script.Replace("DIR", directory.Path, StringComparison.Ordinal))
            .ShouldBe(new ProgramResult(status, "", $"drover: {error.Replace("DIR", directory.Path, StringComparison.Ordinal)}\n"));
        Directory.GetFileSystemEntries(directory["closed"]).ShouldBeEmpty();
        File.ReadAllText(directory["secret"]).ShouldBe("A=b\n");
    }
}
