using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Terminals;
using Drover.Testing;

namespace Drover.LineEditor.Tests.TestSupport;

/// <summary>A reader on a pseudo-terminal, on a thread of its own, with a screen at the other end.</summary>
internal sealed class TerminalSession : IDisposable
{
    private readonly PseudoTerminal _terminal;
    private readonly Descriptor _device;
    private readonly object _lock = new();
    private readonly StringBuilder _sent = new();
    private readonly Thread _output;
    private readonly Screen _screen;
    private readonly bool _isDumb;

    public TerminalSession(int columns = 40, int rows = 8, LineEditorOptions? options = null)
    {
        Options = options ?? new LineEditorOptions();
        _isDumb = Options.Terminal == "dumb";
        _screen = new Screen(columns, rows);
        _terminal = PseudoTerminal.Open(new TerminalSize(columns, rows));
        _device = Descriptor.Open(_terminal.Path, OpenMode.ReadWriteExisting);
        Reader = new LineReader(_device, _device, Options);
        _output = new Thread(CopyOutput) { IsBackground = true };
        _output.Start();
    }

    public LineEditorOptions Options { get; }

    public LineReader Reader { get; }

    public Descriptor Device => _device;

    /// <summary>All that was sent to the screen.</summary>
    public string Sent
    {
        get
        {
            lock (_lock) return _sent.ToString();
        }
    }

    public string[] Lines
    {
        get
        {
            lock (_lock) return _screen.Lines;
        }
    }

    public TerminalModesText Modes => TerminalModesText.Of(_device);

    /// <summary>Starts reading a line.</summary>
    public Task<LineResult> Read(string prompt = "$ ")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(prompt);
        return Task.Factory.StartNew(() => Reader.Read(new LinePrompt(bytes)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Type(string keys) => Type(Drover.LineEditor.Keys.KeyNotation.ToBytes(keys));

    public void Type(ReadOnlySpan<byte> bytes) => _terminal.Master.WriteAll(bytes);

    public void Resize(int columns, int rows)
    {
        lock (_lock)
        {
            _screen.Resize(columns, rows);
            _terminal.Resize(new TerminalSize(columns, rows));
        }
    }

    /// <summary>Waits until the screen shows these lines.</summary>
    public Task Shows(params string[] lines) =>
        Eventually.IsTrueAsync(() => Lines.SequenceEqual(lines), describe: () => $"shown:\n{string.Join('\n', Lines)}\nexpected:\n{string.Join('\n', lines)}\nsent: {Sent.Replace("\e", "\\e")}");

    public void Dispose()
    {
        _device.Dispose();
        _output.Join();
        _terminal.Dispose();
    }

    private void CopyOutput()
    {
        byte[] buffer = new byte[16 * 1024];
        while (_terminal.Master.Read(buffer) is > 0 and var n)
        {
            lock (_lock)
            {
                _sent.Append(Encoding.UTF8.GetString(buffer, 0, n));
                if (!_isDumb || !buffer.AsSpan(0, n).ContainsAnyInRange((byte)0, (byte)6)) _screen.Write(buffer.AsSpan(0, n));
            }
        }
    }
}
