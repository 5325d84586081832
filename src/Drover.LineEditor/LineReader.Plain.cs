using Drover.Engine.Descriptors;
using Drover.LineEditor.Rendering;

namespace Drover.LineEditor;

public sealed partial class LineReader
{
    // The terminal's own line discipline edits, if it is one. Byte by byte: what follows the line is the next reader's.
    private LineResult ReadPlainly(LinePrompt prompt)
    {
        var text = new List<byte>();
        _output.WriteAll(new PromptText(prompt.Primary).Plain);
        while (true)
        {
            InputWait wait = _options.Wait?.Invoke(Timeout.InfiniteTimeSpan) ?? InputWait.Ready;
            if (wait == InputWait.BreakOff) return new LineResult(LineOutcome.BrokenOff, [.. text]);
            if (wait == InputWait.Elapsed) continue;
            int count = _input.Read(_block.AsSpan(0, 1));
            if (count == Descriptor.WouldBlock)
            {
                _input.WaitReadable(Timeout.InfiniteTimeSpan);
                continue;
            }
            if (count == 0) return new LineResult(text.Count == 0 ? LineOutcome.EndOfInput : LineOutcome.Accepted, [.. text]);
            byte b = _block[0];
            if (b == '\n')
            {
                byte[] line = [.. text];
                if (_options.IsComplete?.Invoke(line) != false) return new LineResult(LineOutcome.Accepted, line);
                _output.WriteAll(new PromptText(prompt.Continuation).Plain);
            }
            if (b != 0) text.Add(b);
        }
    }
}
