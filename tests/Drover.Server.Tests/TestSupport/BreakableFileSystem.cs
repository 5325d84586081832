using Drover.Testing;

namespace Drover.Server.Tests.TestSupport;

/// <summary>An ext4 file system in a file. It becomes read-only while files are open in it, as the kernel makes one after an error of its disk.</summary>
public sealed class BreakableFileSystem : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private BreakableFileSystem()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _directory["mounted"];

    private string Image => _directory["image"];

    /// <summary>Makes and mounts one.</summary>
    /// <returns>It, or why it can't be had here.</returns>
    public static async Task<(BreakableFileSystem? System, string Obstacle)> TryMountAsync()
    {
        var made = new BreakableFileSystem();
        Directory.CreateDirectory(made.Path);
        await using (FileStream image = File.Create(made.Image)) image.SetLength(64 * 1024 * 1024);
        if (await made.TryAsync("mkfs.ext4", "-q", "-e", "remount-ro", made.Image) is { } noSystem) return (null, noSystem);
        return await made.TryAsync("mount", "-o", "loop", made.Image, made.Path) is { } noMount ? (null, noMount) : (made, "");
    }

    /// <summary>From now on nothing can be written.</summary>
    public async Task BreakAsync()
    {
        OneProgram device = await OneProgram.RunAsync("/usr/bin/findmnt", [], "--noheadings", "--output", "SOURCE", Path);
        await File.WriteAllTextAsync($"/sys/fs/ext4/{System.IO.Path.GetFileName(device.Output.Trim())}/trigger_fs_error", "1");
    }

    /// <summary>Mounts it anew; nothing may be open in it.</summary>
    public async Task RepairAsync()
    {
        (await TryAsync("umount", Path)).ShouldBeNull();
        (await TryAsync("mount", "-o", "loop", Image, Path)).ShouldBeNull();
    }

    /// <summary>Unmounts it.</summary>
    public async ValueTask DisposeAsync()
    {
        await TryAsync("umount", "-l", Path);
        _directory.Dispose();
    }

    private async Task<string?> TryAsync(string program, params string[] arguments)
    {
        OneProgram ran = await OneProgram.RunAsync("/bin/sh", [], ["-c", "PATH=$PATH:/sbin:/usr/sbin exec \"$@\"", "sh", program, .. arguments]);
        return ran.ExitStatus == 0 ? null : $"{program} {string.Join(' ', arguments)} ended with status {ran.ExitStatus}: {ran.Error.Trim()}";
    }
}
