using System.Globalization;
using System.Text;
using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms;

/// <summary>Writes to descriptors 1 and 2 with write(2): System.Console would install signal handlers and read terminfo.</summary>
internal static unsafe class Output
{
    /// <summary>Prints the line that tells the test that the tree stands: this process, then the others.</summary>
    public static void Ready(params ReadOnlySpan<int> others)
    {
        var line = new StringBuilder("ready ").Append(Libc.getpid());
        foreach (int pid in others)
            line.Append(CultureInfo.InvariantCulture, $" {pid}");
        Line(line.ToString());
    }

    public static void Line(string text) => Write(1, Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Writes all of it; ends the process as a C program would when the reader is gone.</summary>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int done = 0; done < bytes.Length;)
            {
                nint count = Libc.write(descriptor, start + done, (nuint)(bytes.Length - done));
                if (count > 0)
                    done += (int)count;
                else if (Libc.LastError == Libc.EPIPE)
                    Termination.By(Libc.SIGPIPE);
                else if (Libc.LastError == Libc.EAGAIN)
                    Libc.WaitWritable(descriptor);
                else if (Libc.LastError != Libc.EINTR)
                    Environment.Exit(Fail($"write to {descriptor}: {Libc.LastErrorText}"));
            }
        }
    }

    /// <summary>Says on stderr what is wrong and returns the exit status for it, 99.</summary>
    public static int Fail(string text)
    {
        byte[] line = Encoding.UTF8.GetBytes($"test-programs: {text}\n");
        fixed (byte* start = line)
            Libc.write(2, start, (nuint)line.Length);
        return 99;
    }
}
