namespace Drover.Engine.Tests.TestSupport;

/// <summary>What the test program's verb print-status says of itself: "key value" lines.</summary>
internal sealed class StatusReport(string output)
{
    private readonly ILookup<string, string> _lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .ToLookup(line => line[..line.IndexOf(' ', StringComparison.Ordinal)], line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    public string this[string key] => _lines[key].Single();

    public int Number(string key) => int.Parse(this[key]);

    public ulong Mask(string key) => Convert.ToUInt64(this[key], 16);

    /// <summary>"soft hard" of a limit, by the kernel's name with underscores.</summary>
    public string Limit(string name) => _lines["limit"].Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..];
}
