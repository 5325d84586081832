using System.Runtime.InteropServices;
using System.Text;

namespace Drover.TestPrograms;

/// <summary>A NULL-terminated array of C strings, as exec takes them.</summary>
internal sealed unsafe class CStrings : IDisposable
{
    private readonly int _count;

    public CStrings(string[] texts)
    {
        _count = texts.Length;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (int index = 0; index < _count; index++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(texts[index]);
            Pointer[index] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(Pointer[index], bytes.Length));
        }
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (int index = 0; index < _count; index++)
            NativeMemory.Free(Pointer[index]);
        NativeMemory.Free(Pointer);
    }
}
