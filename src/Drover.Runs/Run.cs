using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Signals;
using Drover.Runs.Control;
using Drover.Runs.Formats;
using Drover.Runs.Logs;

namespace Drover.Runs;

/// <summary>One durable run, live or ended, found by its directory. Holding it keeps nothing alive.</summary>
public sealed class Run : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly RunStore _store;

    internal Run(RunStore store, string id, Descriptor directory)
    {
        _store = store;
        Id = id;
        DirectoryDescriptor = directory;
        Directory = Path.Combine(store.Directory, "runs", id);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>The path of its directory.</summary>
    public string Directory { get; }

    /// <summary>Its directory, open.</summary>
    public Descriptor DirectoryDescriptor { get; }

    /// <summary>Whether a shim holds it, or it is just being started.</summary>
    public bool IsHeld
    {
        get
        {
            // A lock belongs to the open file, so it is asked for with a file opened for the purpose.
            using Descriptor probe = Descriptor.Open(".", OpenMode.Directory, directory: DirectoryDescriptor);
            return !DirectoryFiles.TryLock(probe, shared: true);
        }
    }

    /// <summary>What is known of it now. A run that nobody holds and that has not ended is settled first: it reads lost.</summary>
    /// <exception cref="RunException">Its status file is damaged.</exception>
    public RunStatus ReadStatus() => _store.ReadStatus(this);

    /// <summary>What was asked for.</summary>
    /// <exception cref="RunException">Its spec file is damaged.</exception>
    public RunSpec ReadSpec() => RunFiles.ReadSpec(DirectoryDescriptor, Directory);

    /// <summary>Connects to its shim; null when none holds it.</summary>
    public ControlClient? Connect() => ControlClient.TryConnect(DirectoryDescriptor);

    /// <summary>Opens its log at the start.</summary>
    public LogReader OpenLog() => LogReader.Open(".", DirectoryDescriptor);

    /// <summary>What its shim says now, counters that are not written at each change among them; what its files say when no shim answers.</summary>
    /// <exception cref="RunException">Its status file is damaged.</exception>
    public RunStatus ReadLiveStatus()
    {
        using ControlClient? shim = Connect();
        if (shim is null) return ReadStatus();
        shim.Patience = s_patience;
        try
        {
            return shim.Request("status") is { } text ? RunStatusFormat.Read(text) : ReadStatus();
        }
        catch (ControlException)
        {
            return ReadStatus();
        }
    }

    /// <summary>Sends a signal; false when there was nobody to get it.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="wholeTree">Whether every process of it gets it, not only the leader's group.</param>
    /// <exception cref="ControlException">The shim could not send it.</exception>
    public bool Signal(Signal signal, bool wholeTree = false)
    {
        using ControlClient? shim = Connect();
        byte[]? answer = shim?.Request("signal", ("signal", signal.Number), ("tree", wholeTree ? 1 : 0));
        return answer is not null && ControlClient.ReadNumber(answer, "sent") > 0;
    }

    /// <summary>Stops it and waits until nothing of it is left, or until the stop gives up; returns the status then.</summary>
    /// <param name="policy">The first signal and the grace; null for those of its spec.</param>
    public RunStatus Stop(StopPolicy? policy = null)
    {
        RequestStop(policy);
        return WaitForStop();
    }

    /// <summary>Waits for its end and returns the status. The waiting costs the run nothing.</summary>
    public RunStatus Wait() => WaitUntil(static _ => false);

    /// <summary>Closes the descriptor of its directory.</summary>
    public void Dispose() => DirectoryDescriptor.Dispose();

    /// <summary>"build (3f9c…)" or the id.</summary>
    public override string ToString() => Id;

    /// <summary>Begins to stop it, and does not wait for the end. The stop goes on whatever becomes of us; a run that has ended stays as it is.</summary>
    /// <param name="policy">The first signal and the grace; null for those of its spec.</param>
    /// <remarks>A run that is just being started has no shim that listens yet: that is waited for.</remarks>
    /// <exception cref="RunException">Its files are damaged.</exception>
    /// <exception cref="ControlException">The shim's socket is another user's.</exception>
    public void RequestStop(StopPolicy? policy = null)
    {
        for (int look = 0; ; look++)
        {
            using ControlClient? shim = Connect();
            if (shim is null && ReadStatus().State != RunState.Ended)
            {
                Pause.Briefly(look);
                continue;
            }
            if (policy is { } p) _ = shim?.SendRequest("stop", ("signal", p.Signal.Number), ("graceMs", (long)p.Grace.TotalMilliseconds));
            else _ = shim?.SendRequest("stop");
            return;
        }
    }

    /// <summary>Waits until a stop that was requested is over.</summary>
    internal RunStatus WaitForStop() => WaitUntil(static status => status is { State: RunState.Stopping, Leftovers.IsEmpty: false });

    // "await" answers at each change of the status; the connection ends with the shim. Between its last word and its lock's end lie microseconds.
    private RunStatus WaitUntil(Func<RunStatus, bool> isEnough)
    {
        for (int look = 0; ; look++)
        {
            using (ControlClient? shim = Connect())
            {
                long revision = 0;
                while (shim is not null)
                {
                    byte[]? news = shim.Request("await", ("revision", revision), ("afterSequence", long.MaxValue));
                    if (news is null) break;
                    look = 0;
                    revision = ControlClient.ReadNumber(news, "revision");
                    RunStatus now = ReadStatus();
                    if (now.State == RunState.Ended || isEnough(now)) return now;
                }
            }
            RunStatus status = ReadStatus();
            if (status.State == RunState.Ended || isEnough(status)) return status;
            Pause.Briefly(look);
        }
    }
}
