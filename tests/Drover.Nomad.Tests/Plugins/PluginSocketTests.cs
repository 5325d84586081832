using Drover.Engine.Descriptors;
using Drover.Nomad.Plugins;
using Drover.Testing;

namespace Drover.Nomad.Tests.Plugins;

public sealed class PluginSocketTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Only_old_directories_of_our_own_without_a_listener_are_removed()
    {
        Listen("plugin-aaaaaaaaaaaa").Dispose();
        using Descriptor listening = Listen("plugin-bbbbbbbbbbbb");
        // Not ours: other names, other files, and a plugin that is just starting.
        Listen("plugin123456789012").Dispose();
        Listen("plugin-cccccccccccc").Dispose();
        File.WriteAllText(_directory["plugin-cccccccccccc/more"], "");
        Directory.CreateDirectory(_directory["plugin-dddddddddddd"]);
        File.WriteAllText(_directory["plugin-eeeeeeeeeeee"], "");
        PluginSocket.RemoveDead(_directory.Path, TimeProvider.System.GetUtcNow()).ShouldBe(0);
        PluginSocket.RemoveDead(_directory.Path, TimeProvider.System.GetUtcNow().AddMinutes(2)).ShouldBe(1);
        Directory.Exists(_directory["plugin-aaaaaaaaaaaa"]).ShouldBeFalse();
        Directory.GetFileSystemEntries(_directory.Path).Length.ShouldBe(5);
    }

    // Closing it leaves the socket where it is.
    private Descriptor Listen(string directory)
    {
        Directory.CreateDirectory(_directory[directory]);
        using Descriptor opened = Descriptor.Open(_directory[directory], OpenMode.Directory);
        return UnixSocket.Listen(opened, "milo.sock");
    }
}
