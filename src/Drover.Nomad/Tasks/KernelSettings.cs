using Drover.Nomad.Plugins;

namespace Drover.Nomad.Tasks;

/// <summary>Which kernel settings (sysctl(8)) a container has for itself; all others are the node's.</summary>
internal static class KernelSettings
{
    private static readonly string[] s_ofCommunication =
        ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"];

    /// <summary>Refuses those that would be the node's.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="sharesCommunication">Whether the container has no namespace of its own for communication.</param>
    /// <exception cref="ConfigException">One is not the container's.</exception>
    public static void Check(IEnumerable<string> names, bool sharesCommunication)
    {
        foreach (string name in names)
        {
            bool isOfCommunication = s_ofCommunication.Contains(name) || name.StartsWith("fs.mqueue.", StringComparison.Ordinal);
            if (isOfCommunication && sharesCommunication) throw new ConfigException($"sysctl \"{name}\" can't be set with ipc_mode = \"host\": it would change the node.");
            if (!isOfCommunication && !IsOfNetwork(name))
                throw new ConfigException($"sysctl \"{name}\" is the node's, not the container's. A container has kernel.msg*, kernel.sem, kernel.shm*, fs.mqueue.* and, with a network of its own, net.*.");
        }
    }

    /// <summary>Refuses those that would change the node's network.</summary>
    /// <exception cref="ConfigException">One is not the container's.</exception>
    public static void CheckNetwork(IEnumerable<string> names)
    {
        if (names.FirstOrDefault(IsOfNetwork) is { } name)
            throw new ConfigException($"sysctl \"{name}\" would change the node's network, which the task uses. Give the group a network of its own (mode = \"bridge\").");
    }

    private static bool IsOfNetwork(string name) => name.StartsWith("net.", StringComparison.Ordinal);
}
