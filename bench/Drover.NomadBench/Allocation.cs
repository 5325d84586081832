using System.Buffers.Binary;
using System.Text;
using Drover.Engine.Descriptors;
using Drover.Nomad.Protocol.Driver;
using Google.Protobuf;

namespace Drover.NomadBench;

/// <summary>The directories of an allocation, and the task that a client asks for.</summary>
internal sealed class Allocation
{
    public const string Driver = "/hashicorp.nomad.plugins.drivers.proto.Driver/";

    private readonly string _directory;
    private readonly string _id = Guid.NewGuid().ToString();

    public Allocation(string work)
    {
        _directory = Path.Combine(work, "allocations", _id);
        foreach (string name in (string[])["alloc", "alloc/logs", "alloc/data", "app", "app/local", "app/secrets"])
        {
            Directory.CreateDirectory(Path.Combine(_directory, name));
            File.SetUnixFileMode(Path.Combine(_directory, name), (UnixFileMode)0b111_111_111);
        }
    }

    public string this[string path] => Path.Combine(_directory, path);

    /// <summary>A FIFO that any user may use; the umask takes nothing from it.</summary>
    public string MakeFifo(string path)
    {
        if (DirectoryFiles.MakeFifo(this[path], 0x1B6) != 0) throw new IOException($"{this[path]} can't be made");
        File.SetUnixFileMode(this[path], (UnixFileMode)0b110_110_110);
        return this[path];
    }

    public TaskConfig Task(string command, params string[] arguments) => new()
    {
        Id = $"{_id}/app/{Guid.NewGuid().ToString("N")[..8]}",
        Name = "app",
        AllocId = _id,
        JobName = "bench",
        AllocDir = _directory,
        StdoutPath = "/dev/null",
        StderrPath = "/dev/null",
        MsgpackDriverConfig = ByteString.CopyFrom(Config(command, arguments)),
        Resources = new Resources { LinuxResources = new LinuxResources { CpuShares = 1024, MemoryLimitBytes = 256 * 1024 * 1024 } },
    };

    private static byte[] Config(string command, string[] arguments)
    {
        using var bytes = new MemoryStream();
        bytes.WriteByte(0x82);
        Write(bytes, "command");
        Write(bytes, command);
        Write(bytes, "args");
        bytes.WriteByte((byte)(0x90 + arguments.Length));
        foreach (string argument in arguments) Write(bytes, argument);
        return bytes.ToArray();
    }

    private static void Write(MemoryStream bytes, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> header = [0xDB, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header[1..], utf8.Length);
        bytes.Write(header);
        bytes.Write(utf8);
    }
}
