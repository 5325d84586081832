namespace Drover.LineEditor.Keys;

internal sealed partial class KeyDecoder
{
    private bool _pasteComplete;
    private bool _isPaste;

    private void BeginPaste()
    {
        IsPasting = true;
        _pasteLength = 0;
        ReadOnlySpan<byte> rest = _queue.AsSpan(_start, _end - _start);
        (_start, _end) = (0, 0);
        AddToPaste(rest);
    }

    private void AddToPaste(ReadOnlySpan<byte> bytes)
    {
        int looked = Math.Max(0, _pasteLength - s_pasteEnd.Length + 1);
        if (_pasteLength + bytes.Length > _paste.Length) Array.Resize(ref _paste, Math.Max(_paste.Length * 2, _pasteLength + bytes.Length));
        bytes.CopyTo(_paste.AsSpan(_pasteLength));
        _pasteLength += bytes.Length;
        int end = _paste.AsSpan(looked, _pasteLength - looked).IndexOf(s_pasteEnd);
        if (end < 0) return;
        end += looked;
        IsPasting = false;
        _pasteComplete = true;
        int rest = end + s_pasteEnd.Length;
        byte[] behind = _paste.AsSpan(rest, _pasteLength - rest).ToArray();
        _pasteLength = end;
        Add(behind);
    }
}
