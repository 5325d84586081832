using System.Security.Cryptography;
using Drover.Engine.Processes;
using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.BadInputs;

/// <summary>A live run and an ended one, to which nothing may happen when somebody else makes a mistake.</summary>
public sealed class Witness : IDisposable
{
    private readonly ProcessIdentity _leader;
    private readonly SortedDictionary<string, string> _files;

    /// <summary>Makes them.</summary>
    public Witness(TestStore state)
    {
        Live = state.Start(state.Shell("echo ready; exec sleep 1000") with { Name = "live" });
        TestStore.WaitForText(Live, "ready");
        _leader = Live.ReadStatus().Leader;
        (Ended, _) = state.Run(state.Shell("echo kept; echo kept too >&2; exit 3") with { Name = "ended" });
        // A shim holds the lock a little longer than its last word says.
        Eventually.IsTrue(() => !Ended.IsHeld);
        _files = Files();
    }

    /// <summary>The live one, named "live".</summary>
    public Run Live { get; }

    /// <summary>The one that has ended with 3, named "ended".</summary>
    public Run Ended { get; }

    /// <summary>Neither has changed: the live one runs with its first process, the ended one has its files, byte for byte.</summary>
    public void IsUntouched()
    {
        RunStatus status = Live.ReadStatus();
        status.State.ShouldBe(RunState.Running);
        status.Leader.ShouldBe(_leader);
        _leader.IsAlive().ShouldBeTrue();
        TestStore.Text(Live).ShouldBe("ready\n");
        Files().ShouldBe(_files);
    }

    public void Dispose()
    {
        Live.Dispose();
        Ended.Dispose();
    }

    private SortedDictionary<string, string> Files() =>
        new(Directory.GetFiles(Ended.Directory).ToDictionary(path => path, path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))));
}
