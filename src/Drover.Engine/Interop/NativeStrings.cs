using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>A NULL-terminated table of NUL-terminated strings in one block of native memory: argv, envp.</summary>
internal unsafe ref struct NativeStrings
{
    private byte* _block;

    public NativeStrings(ReadOnlySpan<ByteString> strings)
    {
        nuint table = (nuint)(strings.Length + 1) * (nuint)sizeof(nint);
        nuint size = table;
        foreach (ByteString s in strings) size += (nuint)s.Length + 1;
        _block = (byte*)NativeMemory.Alloc(size);
        byte* text = _block + table;
        for (int i = 0; i < strings.Length; i++)
        {
            ((byte**)_block)[i] = text;
            strings[i].Span.CopyTo(new Span<byte>(text, strings[i].Length));
            text[strings[i].Length] = 0;
            text += strings[i].Length + 1;
        }
        ((byte**)_block)[strings.Length] = null;
    }

    public readonly byte** Table => (byte**)_block;

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }
}
