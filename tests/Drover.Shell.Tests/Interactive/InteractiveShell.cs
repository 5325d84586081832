using System.Globalization;
using System.Text;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;
using Drover.Testing;

namespace Drover.Shell.Tests.Interactive;

/// <summary>A shell on a terminal of its own, at which the test types; its prompt is "P> ".</summary>
internal sealed class InteractiveShell : IDisposable
{
    private const string Prompt = "P> ";

    // The editor moves over blanks and turns bracketed paste on before each prompt.
    private const string EditedPrompt = "\e[?2004hP>\e[C";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ProcessEngine _engine = new();
    private readonly PseudoTerminal _terminal;
    private readonly Pipeline _pipeline;
    private readonly List<byte> _bytes = [];
    private readonly Thread _reader;
    private readonly TemporaryDirectory _links = new();
    private readonly bool _edits;
    private int _mark;
    private volatile bool _isClosing;

    /// <summary>Starts <c>drover sh</c>, or a link to it named <c>sh</c>, and waits for its prompt.</summary>
    public InteractiveShell(bool posix = false, string terminal = "dumb", string[]? arguments = null, Func<ProcessEnvironment, ProcessEnvironment>? change = null, bool waits = true, SignalSet ignored = default)
    {
        _edits = terminal != "dumb";
        _terminal = PseudoTerminal.Open(TerminalSize.Default);
        string program = Artifacts.Drover;
        if (posix)
        {
            program = _links["sh"];
            File.CreateSymbolicLink(program, Artifacts.Drover);
        }
        ProcessEnvironment environment = ProcessEnvironment.Inherited.Remove("ENV").Remove("LC_ALL").Set("LANG", "C").Set("HOME", Directory.Path).Set("INPUTRC", "/dev/null").Set("TERM", terminal).Set("PS1", Prompt).Set("PS2", "2> ");
        string[] all = [.. posix ? Array.Empty<string>() : ["sh"], .. arguments ?? []];
        _pipeline = _engine.Start(new PipelineSpec
        {
            Stages = [ProcessSpec.Of(program, [.. all.Select(argument => new ByteString(argument))]) with { WorkingDirectory = Directory.Path, Environment = change?.Invoke(environment) ?? environment, IgnoredSignals = ignored }],
            Placement = GroupPlacement.NewSession,
            ControllingTerminal = _terminal.Path,
        });
        _reader = new Thread(Read) { IsBackground = true, Name = "test-reader" };
        _reader.Start();
        if (waits) WaitForPrompt();
    }

    /// <summary>Its working and home directory.</summary>
    public TemporaryDirectory Directory { get; } = new();

    public int Pid => _pipeline.Stages[0].Pid;

    /// <summary>Everything that was shown, carriage returns left out, and the sequences of an editor.</summary>
    public string Screen => Strip(Sent);

    /// <summary>What was shown since the last command was typed.</summary>
    public string Answer => Strip(Sent[_mark..]);

    /// <summary>Everything that was shown, with its sequences.</summary>
    public string Sent
    {
        get
        {
            lock (_bytes) return Encoding.UTF8.GetString([.. _bytes]).Replace("\r", "", StringComparison.Ordinal);
        }
    }

    /// <summary>The process group in the terminal's foreground.</summary>
    public int Foreground => Terminal.GetForegroundGroup(_terminal.Master);

    /// <summary>Types without waiting.</summary>
    public void Type(string keys)
    {
        _mark = Sent.Length;
        _terminal.Master.WriteAll(Encoding.UTF8.GetBytes(keys)).ShouldBeTrue();
    }

    /// <summary>Enters a command, waits for the next prompt and returns what was shown between the two.</summary>
    public string Run(string command)
    {
        Type(command + "\n");
        WaitForPrompt();
        string answer = WithoutPrompt();
        int echo = answer.IndexOf('\n', StringComparison.Ordinal) + 1;
        return answer[echo..];
    }

    /// <summary>Types a key while something runs, waits for the next prompt and returns what was shown since.</summary>
    public string Press(string key)
    {
        Type(key);
        WaitForPrompt();
        return WithoutPrompt();
    }

    public void WaitForPrompt() => WaitFor(() => Sent.AsSpan(_mark).EndsWith(_edits ? EditedPrompt : Prompt));

    /// <summary>Waits until a text was shown since the last command was typed.</summary>
    public void WaitForText(string text) => WaitFor(() => Answer.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until a program of that name leads the group in the foreground, and the line that was typed has been shown.</summary>
    public void WaitForProgram(string name) =>
        WaitFor(() => Foreground is > 0 and var group && group != Pid && NameOf(group) == name && Answer.Contains('\n', StringComparison.Ordinal));

    public void WaitFor(Func<bool> condition) => Eventually.IsTrue(condition, s_patience, () => Screen);

    public void Resize(int columns, int rows) => _terminal.Resize(new TerminalSize(columns, rows));

    /// <summary>The terminal goes away, as when its window is closed.</summary>
    public void CloseTerminal(string last = "\n")
    {
        _isClosing = true;
        // A read that is under way keeps it open: its echo ends that.
        Type(last);
        _reader.Join();
        _terminal.Dispose();
    }

    public void Signal(Signal signal) => _pipeline.Stages[0].Signal(signal).ShouldBeTrue();

    /// <summary>Waits for the shell's end and returns how it ended.</summary>
    public WaitStatus WaitForEnd()
    {
        WaitFor(() => _pipeline.Status is not null);
        return _pipeline.Stages[0].Status;
    }

    /// <summary>The descriptors that the shell holds.</summary>
    public string[] Descriptors() => [.. new DirectoryInfo($"/proc/{Pid}/fd").GetFiles().Select(file => $"{file.Name} {file.LinkTarget}").Order(StringComparer.Ordinal)];

    /// <summary>The processes of the shell's session, without itself.</summary>
    public IReadOnlyList<ProcessEntry> Others() => [.. ProcessTable.All().Where(process => process.Session == Pid && process.Pid != Pid && !process.IsZombie)];

    public void Dispose()
    {
        if (_pipeline.Status is null) _ = _pipeline.Stages[0].Signal(Engine.Signals.Signal.KILL);
        foreach (ProcessEntry process in Others()) _ = SignalSender.Send(process.Pid, Engine.Signals.Signal.KILL);
        _terminal.Dispose();
        _engine.Dispose();
        _links.Dispose();
        Directory.Dispose();
    }

    private string WithoutPrompt() => _edits ? Answer[..^(Prompt.Length - 1)] : Answer[..^Prompt.Length];

    private string Strip(string sent) => _edits ? System.Text.RegularExpressions.Regex.Replace(sent, "\e\\[[?0-9;]*[A-Za-z]", "") : sent;

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/comm")).TrimEnd('\n');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void Read()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (!_isClosing && _terminal.Master.Read(buffer) is > 0 and var n)
            {
                lock (_bytes) _bytes.AddRange(buffer.AsSpan(0, n));
            }
        }
        catch (Exception e) when (e is SystemCallException or ObjectDisposedException)
        {
            // The test has closed it.
        }
    }
}
