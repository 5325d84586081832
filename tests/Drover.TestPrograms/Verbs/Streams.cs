using System.Text;
using Drover.Testing;
using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms.Verbs;

/// <summary>Bytes out and in. Nothing but the bytes is written, so these verbs do not announce themselves.</summary>
internal static unsafe class Streams
{
    /// <summary>Writes --bytes N of a --pattern (random, lines, zero) from a --seed in writes of --chunk N to --stream out, err or both, --pause MS (0) apart.</summary>
    /// <remarks>For both, each stream gets N bytes, in turns, stderr with the next seed. With --hash it writes nothing but the SHA-256 of each
    /// stream, one a line, stdout first.</remarks>
    public static int Write(Options options)
    {
        long bytes = options.Number("--bytes", 0);
        int chunk = (int)options.Number("--chunk", 65536);
        ulong seed = (ulong)options.Number("--seed", 1);
        int pause = (int)options.Number("--pause", 0);
        string stream = options.Text("--stream", "out");
        string kind = options.Text("--pattern", "random");
        int[] descriptors = stream switch { "out" => [1], "err" => [2], "both" => [1, 2], _ => [] };
        if (descriptors.Length == 0)
            return Output.Fail($"no stream '{stream}': out, err or both");

        bool hash = options.Has("--hash");
        TestPattern[] patterns = [new(kind, seed), new(kind, seed + 1)];
        Sha256[] hashes = [new(), new()];
        byte[] buffer = new byte[chunk];
        for (long done = 0; done < bytes; done += chunk)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(chunk, bytes - done));
            for (int index = 0; index < descriptors.Length; index++)
            {
                patterns[index].Fill(part);
                if (hash)
                    hashes[index].Append(part);
                else
                    Output.Write(descriptors[index], part);
            }

            Pause(pause);
        }

        for (int index = 0; hash && index < descriptors.Length; index++)
            Output.Line(hashes[index].Finish());
        return 0;
    }

    /// <summary>One line of N bytes.</summary>
    public static int LongLine(Options options)
    {
        byte[] buffer = new byte[65536];
        buffer.AsSpan().Fill((byte)'x');
        long left = options.FirstNumber(10_000_000);
        for (; left > 0; left -= buffer.Length)
            Output.Write(1, buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
        Output.Line("");
        return 0;
    }

    /// <summary>"äö€😀" and a line end, byte by byte; on a pipe each byte waits until the one before has been read, so that every read gets one.</summary>
    public static int Utf8Split()
    {
        foreach (byte one in Encoding.UTF8.GetBytes("äö€😀\n"))
        {
            Output.Write(1, [one]);
            int unread = 1;
            for (int look = 0; look < 2000 && Libc.ioctl(1, Libc.FIONREAD, &unread) == 0 && unread > 0; look++)
                Pause(1);
        }

        return 0;
    }

    /// <summary>Prints "tick 1", "tick 2", … every --every MS (100) milliseconds, N times (for ever when not given).</summary>
    public static int Ticks(Options options)
    {
        long count = options.FirstNumber(long.MaxValue);
        int every = (int)options.Number("--every", 100);
        for (long tick = 1; tick <= count; tick++)
        {
            if (tick > 1)
                Pause(every);
            Output.Line($"tick {tick}");
        }

        return 0;
    }

    /// <summary>Copies stdin to stdout until its end.</summary>
    public static int EchoStdin()
    {
        byte[] buffer = new byte[65536];
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Libc.read(0, start, (nuint)buffer.Length);
                if (count == 0)
                    return 0;
                if (count > 0)
                    Output.Write(1, buffer.AsSpan(0, (int)count));
                else if (Libc.LastError != Libc.EINTR)
                    return Output.Fail($"read: {Libc.LastErrorText}");
            }
        }
    }

    /// <summary>Lets that many milliseconds go by.</summary>
    internal static void Pause(int milliseconds)
    {
        if (milliseconds > 0)
            Libc.poll(null, 0, milliseconds);
    }
}
