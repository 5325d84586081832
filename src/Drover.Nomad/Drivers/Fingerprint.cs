using Drover.Nomad.Containers;
using Drover.Nomad.Nodes;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Drivers;

/// <summary>What the client is told of a node: attributes that jobs can be constrained by, and whether tasks can run.</summary>
internal static class Fingerprint
{
    /// <summary>What the client is told.</summary>
    public static FingerprintResponse Of(NodeState node)
    {
        var answer = new FingerprintResponse
        {
            Health = node.Obstacle is null ? FingerprintResponse.Types.HealthState.Healthy : FingerprintResponse.Types.HealthState.Unhealthy,
            HealthDescription = node.Description,
        };
        answer.Attributes["driver.milo"] = new Protocol.Structs.Attribute { BoolVal = true };
        void Add(string name, string value) => answer.Attributes["driver.milo." + name] = Text(value);
        Add("version", ProductVersion.Text);
        if (node.CrunVersion is { } version) Add("crun.version", version);
        if (node.Groups.Version > 0) Add("cgroup", $"v{node.Groups.Version}");
        if (node.Runtimes.Count == 0) return answer;
        Add("java.version", node.Runtimes[0].Version);
        Add("java.versions", string.Join(", ", node.Runtimes.Select(runtime => runtime.Version).Distinct()));
        // The newest of each first number: the JRE that a job gets who asks for that number.
        foreach (IGrouping<int, JavaRuntime> runtimes in node.Runtimes.GroupBy(runtime => runtime.Major))
        {
            JavaRuntime newest = runtimes.First();
            Add($"java.{newest.Major}", newest.Version);
            Add($"java.{newest.Major}.home", newest.Home);
            if (newest.Vendor.Length > 0) Add($"java.{newest.Major}.vendor", newest.Vendor);
        }
        return answer;
    }

    /// <summary>The same with what was there before and is gone: a client keeps an attribute until it comes empty.</summary>
    public static FingerprintResponse After(FingerprintResponse? before, FingerprintResponse now)
    {
        if (before is null) return now;
        FingerprintResponse answer = now.Clone();
        foreach (string name in before.Attributes.Keys)
            if (!answer.Attributes.ContainsKey(name)) answer.Attributes[name] = Text("");
        return answer;
    }

    private static Protocol.Structs.Attribute Text(string value) => new() { StringVal = value };
}
