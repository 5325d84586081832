using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Drover.Engine.Descriptors;

namespace Drover.Engine.Processes;

/// <summary>An environment as the kernel passes it: entries of the form "NAME=value", in order, as bytes. Immutable.</summary>
public sealed class ProcessEnvironment
{
    private static ProcessEnvironment? s_inherited;
    private byte[]? _block;

    private ProcessEnvironment(ImmutableArray<ByteString> entries) => Entries = entries;

    /// <summary>No entry at all.</summary>
    public static ProcessEnvironment Empty { get; } = new([]);

    /// <summary>The environment that this process was started with (environ(7)), byte for byte.</summary>
    /// <remarks>What <see cref="Environment"/> changed since is not in it: that is process-wide and knows only text.</remarks>
    public static ProcessEnvironment Inherited => s_inherited ??= Parse(Descriptor.ReadFile("/proc/self/environ", out _) ?? []);

    /// <summary>The arguments that this process was started with, its own name first, byte for byte.</summary>
    public static ImmutableArray<ByteString> OwnArguments => Split(Descriptor.ReadFile("/proc/self/cmdline", out _) ?? [], keepEmpty: true);

    /// <summary>The entries.</summary>
    public ImmutableArray<ByteString> Entries { get; }

    /// <summary>An environment of exactly these entries.</summary>
    /// <exception cref="ArgumentException">An entry holds a NUL byte.</exception>
    public static ProcessEnvironment Of(params ReadOnlySpan<ByteString> entries)
    {
        foreach (ByteString entry in entries)
            if (entry.HasNull) throw new ArgumentException("An environment entry can't hold a NUL byte.", nameof(entries));
        return new ProcessEnvironment([.. entries]);
    }

    /// <summary>The value of <paramref name="name"/>, or null.</summary>
    public ByteString? Get(ByteString name)
    {
        foreach (ByteString entry in Entries)
            if (IsNamed(entry, name)) return new ByteString(entry.Span[(name.Length + 1)..]);
        return null;
    }

    /// <summary>The same with <paramref name="name"/> set to <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds "=", or one of them holds a NUL byte.</exception>
    public ProcessEnvironment Set(ByteString name, ByteString value)
    {
        if (name.IsEmpty || name.Span.Contains((byte)'=') || name.HasNull || value.HasNull)
            throw new ArgumentException($"'{name}' can't be the name of an environment entry, or a NUL byte stands in its value.", nameof(name));
        byte[] entry = new byte[name.Length + 1 + value.Length];
        name.Span.CopyTo(entry);
        entry[name.Length] = (byte)'=';
        value.Span.CopyTo(entry.AsSpan(name.Length + 1));
        return new ProcessEnvironment(Without(name).Add(new ByteString(entry)));
    }

    /// <summary>The same without <paramref name="name"/>.</summary>
    public ProcessEnvironment Remove(ByteString name) => new(Without(name));

    /// <summary>The NULL-terminated table for execve(2). It stays valid as long as this object lives.</summary>
    internal unsafe byte** Table()
    {
        // Two threads may both build it: the first one's stays, for its addresses may be in use already.
        byte[] block = Volatile.Read(ref _block) ?? Interlocked.CompareExchange(ref _block, Build(), null) ?? _block;
        return (byte**)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
    }

    private static ProcessEnvironment Parse(ReadOnlySpan<byte> block) => new(Split(block, keepEmpty: false));

    private static ImmutableArray<ByteString> Split(ReadOnlySpan<byte> block, bool keepEmpty)
    {
        ImmutableArray<ByteString>.Builder entries = ImmutableArray.CreateBuilder<ByteString>();
        while (!block.IsEmpty)
        {
            int end = block.IndexOf((byte)0);
            if (end < 0) end = block.Length;
            if (end > 0 || keepEmpty) entries.Add(new ByteString(block[..end]));
            block = block[Math.Min(block.Length, end + 1)..];
        }
        return entries.ToImmutable();
    }

    private static bool IsNamed(ByteString entry, ByteString name) =>
        entry.Length > name.Length && entry.Span[name.Length] == (byte)'=' && entry.Span.StartsWith(name.Span);

    private ImmutableArray<ByteString> Without(ByteString name)
    {
        ImmutableArray<ByteString>.Builder kept = ImmutableArray.CreateBuilder<ByteString>(Entries.Length + 1);
        foreach (ByteString entry in Entries)
            if (!IsNamed(entry, name)) kept.Add(entry);
        return kept.ToImmutable();
    }

    // The pointers and then the text in one pinned array, built once: a thousand spawns with one environment copy nothing.
    private unsafe byte[] Build()
    {
        int at = (Entries.Length + 1) * sizeof(nint);
        int size = at;
        foreach (ByteString entry in Entries) size += entry.Length + 1;
        byte[] block = GC.AllocateArray<byte>(size, pinned: true);
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        for (int i = 0; i < Entries.Length; i++)
        {
            ((byte**)start)[i] = start + at;
            Entries[i].Span.CopyTo(block.AsSpan(at));
            at += Entries[i].Length + 1;
        }
        return block;
    }
}
