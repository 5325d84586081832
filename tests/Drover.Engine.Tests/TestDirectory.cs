namespace Drover.Engine.Tests;

/// <summary>A directory of one test's own, removed afterwards.</summary>
internal sealed class TestDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("drover-test-").FullName;

    public string this[string name] => $"{Path}/{name}";

    /// <summary>Makes a file, and the directories above it.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public string Read(string name) => File.ReadAllText(this[name]);

    /// <summary>A shell named drover-shim that runs a script when told to hold: to a look from outside, the holder of a durable run.</summary>
    public string FakeShim(string script)
    {
        File.Copy("/bin/dash", this["drover-shim"]);
        Write("hold", script);
        return $"cd {Path} && ./drover-shim hold";
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
