using Drover.Testing;

namespace Drover.EndToEnd.Tests.TestSupport;

public sealed class TemporaryDirectoryTests
{
    [Fact]
    public void Directory_goes_with_what_it_holds_but_not_with_what_links_point_to()
    {
        using var outside = new TemporaryDirectory();
        File.WriteAllText(outside["kept"], "");
        string path;
        using (var directory = new TemporaryDirectory())
        {
            path = directory.Path;
            Directory.CreateDirectory(directory["a/b"]);
            File.WriteAllText(directory["a/b/c"], "");
            File.CreateSymbolicLink(directory["link"], outside.Path);
            File.SetUnixFileMode(directory["a/b"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Directory.Exists(path).ShouldBeFalse();
        File.Exists(outside["kept"]).ShouldBeTrue();
    }
}
